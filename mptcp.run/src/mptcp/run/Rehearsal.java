package mptcp.run;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import mptcp.api.link.IpLink;
import mptcp.api.link.PacketSink;
import mptcp.api.socket.Stack;
import mptcp.embedded.StackBuilder;

/**
 * {@code --rehearse}: a start without a device, with a program that calls somebody who never answers. It takes what real starts take,
 * so that the JVM can write down which classes that are, for a quicker start of later ones.
 */
public final class Rehearsal {
    private static final String OWN = "192.0.2.1/24"; // RFC 5737
    private static final String OTHER = "192.0.2.2";
    private static final int PATIENCE_MS = 100;

    private Rehearsal() {}

    /** The words of a start of {@link #main}. */
    static String[] words() {
        String here = Path.of(URI.create(Rehearsal.class.getProtectionDomain().getCodeSource().getLocation().toString())).toString();
        return new String[] {"--link", "nowhere=" + OWN, "-cp", here, Rehearsal.class.getName()};
    }

    static Stack stack() throws IOException {
        return StackBuilder.named("program").userPolicies().link(new Nowhere(), OWN).open();
    }

    /** The program. */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(OTHER, 80), PATIENCE_MS);
        } catch (SocketTimeoutException expected) {
            // nobody is there
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(HttpRequest.newBuilder(URI.create("http://" + OTHER + "/")).timeout(Duration.ofMillis(PATIENCE_MS)).build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (HttpTimeoutException expected) {
            // nobody is there
        }
    }

    /** A link on which all is lost. */
    private static final class Nowhere implements IpLink {
        private static final int MTU = 1500;

        private final MemorySegment memory = Arena.ofAuto().allocate(MTU);

        @Override
        public String name() {
            return "nowhere";
        }

        @Override
        public int mtu() {
            return MTU;
        }

        @Override
        public int capabilities() {
            return 0;
        }

        @Override
        public MemorySegment txMemory() {
            return memory;
        }

        @Override
        public long claim(int maxLength) {
            return 0;
        }

        @Override
        public void commit(long offset, int length, int segmentSize, int checksumState) {
            // lost
        }

        @Override
        public void abort(long offset) {
            // nothing was taken
        }

        @Override
        public void flush(long nowNs) {
            // nothing waits
        }

        @Override
        public int poll(PacketSink sink, int budget, long nowNs) {
            return 0;
        }

        @Override
        public void close() {
            // the memory is the collector's
        }
    }
}
