package mptcp.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Names the namespaces of a lab. A lab of a program carries the program's process number and start, by which one that
 * was left behind is told from one in use; a standing lab carries a name chosen by a person.
 *
 * @param base what the names of both namespaces begin with
 */
record LabName(String base) {
    private static final String STANDING = "mptcp-lab-";
    private static final String USER = "-user";
    private static final String KERNEL = "-kernel";
    private static final Pattern OF_A_PROCESS = Pattern.compile("mptcp-(\\d+)\\.(\\d+)-\\d+");
    private static final Pattern CHOSEN = Pattern.compile("[A-Za-z0-9_]{1,32}");
    /** The kernel's idea of a start time, in wall-clock time, moves a little when the clock is adjusted. */
    private static final long START_TOLERANCE_S = 2;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    static LabName unique() {
        ProcessHandle self = ProcessHandle.current();
        return new LabName("mptcp-" + self.pid() + "." + start(self) + "-" + NUMBER.incrementAndGet());
    }

    static LabName standing(String chosen) {
        if (!CHOSEN.matcher(chosen).matches()) {
            throw new IllegalArgumentException("'" + chosen + "' cannot name a lab: 1 to 32 letters, digits or _");
        }
        return new LabName(STANDING + chosen);
    }

    /** All labs on this machine. */
    static List<LabName> all() throws IOException {
        if (!Files.isDirectory(Host.DIRECTORY)) {
            return List.of();
        }
        var bases = new TreeSet<String>();
        try (Stream<java.nio.file.Path> files = Files.list(Host.DIRECTORY)) {
            files.map(f -> f.getFileName().toString()).forEach(name -> {
                String base = withoutSuffix(name);
                if (base != null && (base.startsWith(STANDING) || OF_A_PROCESS.matcher(base).matches())) {
                    bases.add(base);
                }
            });
        }
        return bases.stream().map(LabName::new).toList();
    }

    private static String withoutSuffix(String name) {
        for (String suffix : List.of(USER, KERNEL)) {
            if (name.endsWith(suffix)) {
                return name.substring(0, name.length() - suffix.length());
            }
        }
        return null;
    }

    Host user() {
        return new Host(base + USER);
    }

    Host kernel() {
        return new Host(base + KERNEL);
    }

    /** The hosts that exist. */
    List<Host> hosts() {
        return Stream.of(user(), kernel()).filter(Host::exists).toList();
    }

    /** Whether it was made to the end. */
    boolean isComplete() throws LabException {
        return kernel().isComplete();
    }

    /**
     * Removes what programs that were killed have left. To be called with {@link LabLock}.
     *
     * @return those that were removed
     */
    static List<LabName> removeLeftOvers() throws IOException {
        List<LabName> removed = new ArrayList<>();
        for (LabName lab : all()) {
            if (lab.isLeftOver()) {
                lab.remove();
                removed.add(lab);
            }
        }
        return removed;
    }

    boolean isStanding() {
        return base.startsWith(STANDING);
    }

    /** What a person calls it. */
    String shown() {
        return isStanding() ? base.substring(STANDING.length()) : base;
    }

    /** Whether the program that made it has ended without removing it. */
    boolean isLeftOver() {
        Matcher matcher = OF_A_PROCESS.matcher(base);
        if (!matcher.matches()) {
            return false;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(matcher.group(1)));
        return process.isEmpty()
                || Math.abs(start(process.get()) - Long.parseLong(matcher.group(2))) > START_TOLERANCE_S;
    }

    private static long start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::getEpochSecond).orElse(0L);
    }

    /** Removes what there is, also on a thread that was interrupted. */
    void remove() throws LabException {
        boolean interrupted = Thread.interrupted();
        try {
            deleteHosts();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void deleteHosts() throws LabException {
        LabException failure = null;
        for (Host host : hosts()) {
            try {
                host.delete();
            } catch (LabException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
