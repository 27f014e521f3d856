package mptcp.run;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What a {@link Rehearsal} starts: it knows nothing of the stack, like every program. */
public final class RehearsedProgram {
    private static final String OTHER = "198.51.100.2"; // RFC 5737
    private static final int PATIENCE_MS = 100;

    private RehearsedProgram() {}

    /** Calls somebody who is not there, by a socket and by a channel. */
    public static void main(String[] args) throws InterruptedException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(OTHER, 80), PATIENCE_MS);
        } catch (IOException expected) {
            // nobody is there
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(HttpRequest.newBuilder(URI.create("http://" + OTHER + "/")).timeout(Duration.ofMillis(PATIENCE_MS)).build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (IOException expected) {
            // nobody is there
        }
    }
}
