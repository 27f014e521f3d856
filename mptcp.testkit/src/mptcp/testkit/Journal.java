package mptcp.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mptcp.testkit.wire.PcapFile;

/** Everything that happened in a script, as text and as a capture. Not for concurrent use. */
final class Journal {
    /** Where captures of failed scripts go; if it is not set, what the build makes of a project, or a new directory. */
    private static final String DIRECTORY_PROPERTY = "mptcp.testkit.pcap";

    private final String title;
    private final long seed;
    private final long startNs;
    private final List<String> lines = new ArrayList<>();
    private final PcapFile pcap = new PcapFile();

    Journal(String title, long seed, long startNs) {
        this.title = title;
        this.seed = seed;
        this.startNs = startNs;
    }

    void line(long nowNs, String text) {
        lines.add(stamp(nowNs) + " " + text);
    }

    void packet(long nowNs, byte[] packet) {
        pcap.add(nowNs, packet);
    }

    String stamp(long nowNs) {
        return String.format(Locale.ROOT, "%+.6f", (nowNs - startNs) / 1e9);
    }

    /** The whole story of a failure: what, where, the exchange so far, the capture's path. */
    String report(String what) {
        StringBuilder text = new StringBuilder(title).append(", seed ").append(seed).append(":\n").append(what);
        text.append("\nthe exchange so far (> from the stack, < to it):\n");
        lines.forEach(line -> text.append("  ").append(line).append('\n'));
        return text.append("capture: ").append(capture()).toString();
    }

    private String capture() {
        String named = System.getProperty(DIRECTORY_PROPERTY);
        try {
            Path directory = named == null ? OwnDirectory.get() : Path.of(named);
            Path file = directory.resolve(title.replaceAll("[^A-Za-z0-9.-]", "_") + "-" + seed + ".pcapng");
            pcap.write(file);
            return file.toAbsolutePath().toString();
        } catch (IOException e) {
            return "not written: " + e;
        }
    }

    /** Not one of a known name where everybody writes: that could be a link of somebody else's. */
    private static final class OwnDirectory {
        private static Path made;

        private static synchronized Path get() throws IOException {
            if (made == null) {
                Path project = Path.of("generated");
                made = Files.isDirectory(project) ? Files.createDirectories(project.resolve("drill"))
                        : Files.createTempDirectory("mptcp-drill-");
            }
            return made;
        }
    }
}
