package mptcp.run;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.Path;
import mptcp.api.link.IpLink;
import mptcp.api.link.PacketSink;
import mptcp.api.socket.Stack;
import mptcp.embedded.StackBuilder;

/**
 * {@code --rehearse}: a start without a device, with a program that calls somebody who never answers. It takes what real starts take,
 * so that the JVM can write down which classes that are, for a quicker start of later ones.
 */
final class Rehearsal {
    private static final String OWN = "198.51.100.1/24"; // RFC 5737

    private Rehearsal() {}

    /** The words of a start of {@link RehearsedProgram}. */
    static String[] words() {
        String here = Path.of(URI.create(Rehearsal.class.getProtectionDomain().getCodeSource().getLocation().toString())).toString();
        return new String[] {"--link", "nowhere=" + OWN, "-cp", here, RehearsedProgram.class.getName()};
    }

    static Stack stack() throws IOException {
        return StackBuilder.named("program").userPolicies().link(new Nowhere(), OWN).open();
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
