package mptcp.shell.world;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mptcp.api.socket.Stack;
import mptcp.io.sim.LinkSpec;

/** A real network with the kernel's Multipath TCP as the peer of a stack of ours. Any thread. */
public interface Laboratory extends AutoCloseable {
    /** The name of the stack. */
    String HOST = "lab";
    /** What the kernel is called. */
    String KERNEL = "kernel";

    /**
     * What it is to look like.
     *
     * @param checksums whether both ends ask for DSS checksums
     * @param superSegments whether links exchange super-segments with the kernel where it gives them; such paths cannot be impaired
     * @param ethernet whether links are Ethernet interfaces that the stack shares with a kernel; with super-segments only
     * @param ipv6 whether further addresses are announced to the peer in IPv6; otherwise in IPv4
     * @param paths one path each
     */
    record Settings(boolean checksums, boolean superSegments, boolean ethernet, boolean ipv6, List<LinkSpec> paths) {
        public Settings {
            paths = List.copyOf(paths);
        }
    }

    /**
     * A connection or subflow as the kernel sees it.
     *
     * @param details as its {@code ss} names them; of a word without a value, the value is empty
     */
    record KernelConnection(String state, String local, String remote, Map<String, String> details,
            List<KernelConnection> subflows) {}

    /**
     * What the kernel tells about itself.
     *
     * @param counters those of MPTCP that are not zero, since the laboratory was made
     * @param troubles counters that stand for a fallback or a failure, as {@code name=count}
     */
    record KernelAccount(List<KernelConnection> connections, Map<String, Long> counters, List<String> troubles) {}

    Settings settings();

    Stack stack();

    TransferHost kernel();

    List<NetworkPath> paths();

    KernelAccount account() throws IOException;

    /**
     * Captures what passes our devices, to a file that can be written.
     *
     * @throws IOException if the machine does not allow it
     */
    Trace trace(Path file) throws IOException;

    /** How a program is run on the kernel's side, for people. */
    String kernelPrefix();

    /** Removes everything. */
    @Override
    void close() throws IOException;
}
