package mptcp.nio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes that this one started: they have the kernel's sockets. Any thread. */
final class ChildProcesses {
    /** Of what follows the name in {@code /proc/self/stat}: page faults of children that have ended and were waited for. */
    private static final int FAULTS_OF_CHILDREN = 8;

    /** Those of before: a process keeps its children over the start of another program. */
    private final long faultsBefore = faults();

    /** A line for what runs, and one if others did and have ended (Linux); empty if there were none. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        List<String> running = ProcessHandle.current().children().map(c -> c.info().command().orElse("process " + c.pid()))
                .toList();
        if (!running.isEmpty()) {
            lines.add("around the stack: " + running.size() + " child processes, which have the kernel's sockets: "
                    + String.join(", ", running));
        }
        if (faults() > faultsBefore) {
            lines.add("around the stack: child processes that have ended had the kernel's sockets");
        }
        return lines;
    }

    /** No process runs without a page fault, so this grows with each child that ends; 0 where the kernel does not tell. */
    private static long faults() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[FAULTS_OF_CHILDREN]);
        } catch (IOException _) {
            return 0;
        }
    }
}
