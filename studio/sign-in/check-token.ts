/** Whether the server takes a token, asked before it becomes the session. */
import { ApiError } from '../api/api-error.ts';

/** Throws ApiError: status 401 where it is refused, "offline" where nothing answers. */
export async function checkToken(token: string): Promise<void> {
  let response: Response;
  try {
    response = await fetch('/api/flows?limit=1', { headers: { authorization: `Bearer ${token}` } });
  } catch {
    // A token with a letter that no header can carry never was one of ours.
    if (!/^[\x21-\x7e]+$/.test(token)) throw new ApiError(401, 'unauthorized', '');
    throw new ApiError(0, 'offline', 'The server cannot be reached.');
  }
  if (response.status === 401) throw new ApiError(401, 'unauthorized', '');
  if (!response.ok) throw new ApiError(response.status, 'unreadable', '');
}
