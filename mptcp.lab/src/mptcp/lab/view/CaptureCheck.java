package mptcp.lab.view;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mptcp.lab.Command;
import mptcp.lab.LabException;

/** Has two programs that know nothing of this project judge a capture: tshark, and a checker of MPTCP's arithmetic. */
public final class CaptureCheck {
    private static final String MALFORMED = "_ws.malformed || _ws.expert.severity == \"Error\"";
    /** Payload is random: it is not to be taken for this or that protocol, and blamed for being none. */
    private static final String AS_DATA = "tcp.port==1-65535,data";
    /**
     * A sum of 0, sent as 0xffff, as Linux does where a device is to compute it and it does so itself: the other zero of ones'
     * complement (RFC 1624 section 3), which every receiver takes.
     */
    private static final Pattern OTHER_ZERO = Pattern.compile("\\t?TCP Checksum 0xffff instead of 0x0000 \\(see RFC 1624\\)$");
    private static final String CHECKER = "mpcheck.py";
    private static final Pattern COUNT = Pattern.compile("\\('(.*)', '(OK|BAD)'\\) (\\d+)");
    private static final int MOST_SHOWN = 20;

    private CaptureCheck() {}

    /**
     * A verdict.
     *
     * @param problems what is wrong, empty if nothing is
     * @param proven how often each property of MPTCP's keys, MACs, mappings and checksums was found to hold
     */
    public record Verdict(List<String> problems, Map<String, Integer> proven) {
        public boolean isClean() {
            return problems.isEmpty();
        }

        /** How often properties whose name contains this were found to hold. */
        public int proven(String name) {
            return proven.entrySet().stream().filter(e -> e.getKey().contains(name))
                    .mapToInt(Map.Entry::getValue).sum();
        }
    }

    /**
     * Checks a capture.
     *
     * @param checksums whether TCP checksums must be right; not for a capture of packets whose checksums were left to a
     *     device
     * @throws LabException if a program that this needs is missing; that is not a verdict
     */
    public static Verdict check(Capture.Result capture, boolean checksums) throws IOException {
        List<String> problems = new ArrayList<>();
        if (capture.dropped() > 0) {
            problems.add(capture.dropped() + " packets are missing in the capture");
        }
        if (capture.packets() == 0) {
            problems.add("the capture is empty");
        }
        problems.addAll(decode(capture.file(), checksums));
        Map<String, Integer> proven = new TreeMap<>();
        arithmetic(capture.file(), proven, problems);
        return new Verdict(List.copyOf(problems), Map.copyOf(proven));
    }

    private static List<String> decode(Path file, boolean checksums) throws IOException {
        String wanted = MALFORMED + (checksums ? " || tcp.checksum.status == \"Bad\"" : "");
        var result = Command.run("", List.of("tshark", "-n", "-r", file.toString(), "-o",
                "tcp.check_checksum:" + checksums, "-d", AS_DATA, "-Y", wanted, "-T", "fields", "-e", "frame.number",
                "-e", "_ws.col.Info", "-e", "_ws.expert.message"));
        if (result.status() != 0) {
            throw new LabException("tshark cannot read " + file + ": " + result.errors().strip());
        }
        return result.output().lines().filter(line -> !OTHER_ZERO.matcher(line).find()).limit(MOST_SHOWN).map(line -> "tshark, frame " + line.strip()).toList();
    }

    private static void arithmetic(Path file, Map<String, Integer> proven, List<String> problems) throws IOException {
        Path script = Files.createTempFile("mpcheck", ".py");
        try {
            try (InputStream in = CaptureCheck.class.getResourceAsStream(CHECKER)) {
                Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
            }
            var result = Command.run("", List.of("python3", script.toString(), file.toString()));
            if (result.status() != 0) {
                throw new LabException(CHECKER + " failed on " + file + ": " + result.errors().strip());
            }
            for (String line : result.output().lines().toList()) {
                Matcher count = COUNT.matcher(line);
                if (count.find() && count.group(2).equals("OK")) {
                    proven.merge(count.group(1), Integer.parseInt(count.group(3)), Integer::sum);
                } else if (line.startsWith("BAD") && problems.size() < MOST_SHOWN) {
                    problems.add(CHECKER + ": " + line);
                }
            }
        } finally {
            Files.delete(script);
        }
    }
}
