import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.h2.mvstore.MVStore;

/**
 * MongoDB's wire protocol on 127.0.0.1, its data in a file, or in memory alone where the file is called "memory":
 * "java -cp 'jars/*' MongoServer.java PORT FILE".
 */
class MongoServer {
    public static void main(String[] arguments) throws Exception {
        var version = new MongoVersion() {
            public List<Integer> getVersionArray() { return List.of(5, 0, 0); }
            public int getWireVersion() { return 13; }
        };
        var isInMemory = arguments[1].equals("memory");
        var store = MVStore.open(isInMemory ? null : arguments[1]);
        var server = new de.bwaldvogel.mongo.MongoServer(new IndexedBackend(store, isInMemory).version(version));
        server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
        System.out.println("listening on port " + server.getLocalAddress().getPort());
        // Whoever started it holds its input open, and ends it by letting go, even by dying.
        System.in.read();
        System.exit(0);
    }
}

/** Its queries go by indexes, as MongoDB's do; the server's own read a whole collection for all but "_id" alone. */
class IndexedBackend extends H2Backend {
    /** Databases are opened before a constructor can keep anything. */
    private static MVStore store;
    private static boolean isInMemory;

    IndexedBackend(MVStore given, boolean inMemory) {
        super(store = given);
        isInMemory = inMemory;
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        return new IndexedDatabase(name, store, getCursorRegistry(), isInMemory);
    }
}

class IndexedDatabase extends H2Database {
    private final boolean isInMemory;

    IndexedDatabase(String name, MVStore store, CursorRegistry cursors, boolean isInMemory) {
        super(name, store, cursors);
        this.isInMemory = isInMemory;
    }

    @Override
    protected Index<Object> openOrCreateUniqueIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
        Index<Object> unique = isInMemory ? new Hashed(name, keys, sparse)
            : super.openOrCreateUniqueIndex(collection, name, keys, sparse);
        return new Ordered(name, keys, unique);
    }

    @Override
    protected Index<Object> openOrCreateSecondaryIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
        return new Ordered(name, keys, null);
    }
}

/** Keeps values unique in memory: the server's own, meant for a file, writes two values out each time it compares them. */
class Hashed extends AbstractUniqueIndex<Object> {
    private final Map<KeyValue, Object> positions = new HashMap<>();

    Hashed(String name, List<IndexKey> keys, boolean sparse) {
        super(name, keys, sparse);
    }

    @Override
    protected Object removeDocument(KeyValue value) {
        return positions.remove(value);
    }

    @Override
    protected boolean putKeyPosition(KeyValue value, Object position) {
        return positions.putIfAbsent(value, position) == null;
    }

    @Override
    protected Iterable<Map.Entry<KeyValue, Object>> getIterable() {
        return positions.entrySet();
    }

    @Override
    protected Object getPosition(KeyValue value) {
        return positions.get(value);
    }

    @Override
    public long getCount() {
        return positions.size();
    }

    @Override
    public boolean isEmpty() {
        return positions.isEmpty();
    }

    @Override
    public long getDataSize() {
        return getCount();
    }
}

/** The values of some fields in order, each with the documents that have them; kept in memory. */
class Ordered extends Index<Object> {
    private static final Comparator<Object> VALUES = ValueComparator.asc();
    /** Before and after every value. */
    private static final Object LEAST = new Object();
    private static final Object MOST = new Object();
    private static final Set<String> OPERATORS = Set.of("$eq", "$in", "$gt", "$gte", "$lt", "$lte");

    private final TreeMap<List<Object>, Set<Object>> places = new TreeMap<>(Ordered::compare);
    private final List<String> fields = keys();
    /** What keeps them unique, and on disk; null where they need not be. */
    private final Index<Object> unique;

    Ordered(String name, List<IndexKey> keys, Index<Object> unique) {
        // "Sparse" is what an index must be that cannot say where a document lies.
        super(name, keys, unique == null);
        this.unique = unique;
    }

    private static int compare(List<Object> one, List<Object> other) {
        for (int i = 0; i < one.size() && i < other.size(); i++) {
            Object a = one.get(i);
            Object b = other.get(i);
            int order = a == b ? 0
                : a == LEAST || b == MOST ? -1
                : a == MOST || b == LEAST ? 1
                : VALUES.compare(a, b);
            if (order != 0) return order;
        }
        return Integer.compare(one.size(), other.size());
    }

    /** Numbers are the same whatever their type. */
    private static Object normal(Object value) {
        if (value instanceof Missing) return null;
        return value instanceof Number ? Double.valueOf(((Number) value).doubleValue()) : value;
    }

    /** One for each element of an array; none for what has none of the first field: nothing asks for such. */
    private List<List<Object>> valuesOf(Document document) {
        List<List<Object>> all = List.of(List.of());
        for (String field : fields) {
            Object value = normal(Utils.getSubdocumentValue(document, field));
            boolean isFirst = all.get(0).isEmpty();
            if (isFirst && (value == null || (value instanceof Collection && ((Collection<?>) value).isEmpty()))) return List.of();
            Set<Object> elements = new LinkedHashSet<>();
            if (value instanceof Collection) for (Object element : (Collection<?>) value) elements.add(normal(element));
            if (elements.isEmpty()) elements.add(value instanceof Collection ? null : value);
            List<List<Object>> longer = new ArrayList<>();
            for (List<Object> values : all) for (Object element : elements) longer.add(with(values, element));
            all = longer;
        }
        return all;
    }

    @Override
    public synchronized boolean canHandle(Document query) {
        return isBounded(query.get(fields.get(0)));
    }

    private static boolean isBounded(Object wanted) {
        if (wanted == null || wanted instanceof Collection) return false;
        if (!(wanted instanceof Document)) return true;
        Document operators = (Document) wanted;
        return !operators.isEmpty() && OPERATORS.containsAll(operators.keySet());
    }

    @Override
    public synchronized Iterable<Object> getPositions(Document query) {
        List<Object> prefix = new ArrayList<>();
        Set<Object> found = new LinkedHashSet<>();
        collect(query, prefix, found);
        return found;
    }

    private void collect(Document query, List<Object> prefix, Set<Object> found) {
        if (prefix.size() == fields.size()) {
            found.addAll(places.getOrDefault(prefix, Set.of()));
            return;
        }
        Object wanted = query.get(fields.get(prefix.size()));
        if (!isBounded(wanted)) {
            between(with(prefix, LEAST), with(prefix, MOST), found);
            return;
        }
        Document operators = wanted instanceof Document ? (Document) wanted : new Document("$eq", wanted);
        Collection<?> values = operators.containsKey("$eq") ? List.of(operators.get("$eq"))
            : (Collection<?>) operators.get("$in");
        if (values != null) {
            for (Object value : values) collect(query, with(prefix, normal(value)), found);
            return;
        }
        Object from = LEAST;
        Object to = MOST;
        for (Map.Entry<String, Object> bound : operators.entrySet()) {
            Object value = normal(bound.getValue());
            if (bound.getKey().startsWith("$g")) from = value;
            else to = value;
        }
        between(with(prefix, from), with(with(prefix, to), MOST), found);
    }

    private void between(List<Object> from, List<Object> to, Set<Object> found) {
        if (compare(from, to) > 0) return;
        for (Set<Object> some : places.subMap(from, true, to, true).values()) found.addAll(some);
    }

    private static List<Object> with(List<Object> values, Object value) {
        List<Object> more = new ArrayList<>(values);
        more.add(value);
        return more;
    }

    @Override
    public synchronized void add(Document document, Object position, MongoCollection<Object> collection) {
        if (unique != null) unique.add(document, position, collection);
        keep(document, position);
    }

    private void keep(Document document, Object position) {
        for (List<Object> values : valuesOf(document)) {
            places.computeIfAbsent(values, key -> new LinkedHashSet<>(2)).add(position);
        }
    }

    @Override
    public synchronized Object remove(Document document) {
        Object position = unique == null ? null : unique.remove(document);
        forget(document, position == null ? document.get("_id") : position);
        return position;
    }

    private void forget(Document document, Object position) {
        for (List<Object> values : valuesOf(document)) {
            Set<Object> some = places.get(values);
            if (some == null) continue;
            some.remove(position);
            if (some.isEmpty()) places.remove(values);
        }
    }

    @Override
    public synchronized void updateInPlace(Document before, Document after, Object position, MongoCollection<Object> collection) {
        if (unique != null) unique.updateInPlace(before, after, position, collection);
        List<List<Object>> values = valuesOf(after);
        if (!values.isEmpty() && values.equals(valuesOf(before))) return;
        forget(before, position);
        keep(after, position);
    }

    @Override
    public void checkAdd(Document document, MongoCollection<Object> collection) {
        if (unique != null) unique.checkAdd(document, collection);
    }

    @Override
    public void checkUpdate(Document before, Document after, MongoCollection<Object> collection) {
        if (unique != null) unique.checkUpdate(before, after, collection);
    }

    @Override
    public Object getPosition(Document document) {
        return unique == null ? null : unique.getPosition(document);
    }

    @Override
    public synchronized long getCount() {
        // Empty as long as it knows nothing, so that what is on disk is read into it.
        return places.size();
    }

    @Override
    public long getDataSize() {
        return getCount();
    }

    @Override
    public boolean isUnique() {
        return unique != null;
    }

    @Override
    public void drop() {
        if (unique != null) unique.drop();
    }
}
