import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.util.List;

/** MongoDB's wire protocol on 127.0.0.1, its data in a file: "java -cp 'jars/*' MongoServer.java PORT FILE". */
class MongoServer {
    public static void main(String[] arguments) throws Exception {
        var version = new MongoVersion() {
            public List<Integer> getVersionArray() { return List.of(5, 0, 0); }
            public int getWireVersion() { return 13; }
        };
        var server = new de.bwaldvogel.mongo.MongoServer(new H2Backend(arguments[1]).version(version));
        server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
        System.out.println("listening on port " + server.getLocalAddress().getPort());
        // Whoever started it holds its input open, and ends it by letting go, even by dying.
        System.in.read();
        System.exit(0);
    }
}
