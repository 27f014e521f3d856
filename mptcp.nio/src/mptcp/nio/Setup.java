package mptcp.nio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.StackConfig;
import mptcp.api.text.Quantity;
import mptcp.embedded.LinkSetting;

/**
 * What a stack for a program is made of, and how it is watched. Built from words that command lines and files share.
 *
 * @param links devices with the stack's addresses on each
 * @param namespace the network namespace of the devices; null: the present one
 * @param version of MPTCP, -1 for plain TCP
 * @param policySet null: that of the environment, or the usual one
 * @param announce whether all addresses but the first are announced to peers
 * @param report whether each connection is told of at its end
 * @param only whether what the stack does not carry is refused
 * @param anyAddress whether a connection to a name may go to any address of it
 * @param settings other settings of the host, by name ({@link mptcp.api.socket.HostSetting})
 * @param linger how long what is left to send may take when the program ends
 */
public record Setup(List<LinkSetting> links, String namespace, int version, String policySet,
        Map<PolicyKind, String> policies, boolean announce, boolean report, boolean only, boolean anyAddress, Map<String, String> settings, Duration linger) {
    private static final Map<String, PolicyKind> POLICIES = Map.of("scheduler", PolicyKind.SCHEDULER,
            "path-manager", PolicyKind.PATH_MANAGER, "rexmit", PolicyKind.RETRANSMIT, "cc", PolicyKind.CONGESTION_CONTROL);

    /** Who is chosen to try several addresses is given them. */
    static final String RACES = "happyeyeballs";

    /** Takes one setting after the other; a later one replaces an earlier, links come together. */
    public static final class Builder {
        private static final Duration LONGEST_LINGER = Duration.ofDays(1);

        private final List<LinkSetting> links = new ArrayList<>();
        private final Map<PolicyKind, String> policies = new EnumMap<>(PolicyKind.class);
        private String namespace;
        private int version = 1;
        private final Map<String, String> settings = new LinkedHashMap<>();
        private String policySet;
        private boolean announce;
        private boolean report;
        private boolean only;
        private boolean anyAddress;
        private Duration linger = Duration.ofSeconds(10);

        /** Whether a setting has a value. @return null if there is no such setting */
        public Boolean takesValue(String name) {
            return switch (name) {
                case "announce", "report", "only", "any-address" -> false;
                case "link", "namespace", "mptcp", "policy-set", "loops", "set", "linger", "config" -> true;
                default -> POLICIES.containsKey(name) ? true : null;
            };
        }

        /**
         * Takes a setting.
         *
         * @param value null for those that have none
         * @throws IllegalArgumentException that says what is wrong
         */
        public Builder set(String name, String value) {
            switch (name) {
                case "link" -> links.add(LinkSetting.of(value));
                case "namespace" -> namespace = value;
                case "mptcp" -> version = version(value);
                case "policy-set" -> policySet = value;
                case "loops" -> setting("--loops", "loops", value);
                case "set" -> setting(value);
                case "linger" -> linger = linger(value);
                case "announce" -> announce = true;
                case "report" -> report = true;
                case "only" -> only = true;
                case "any-address" -> anyAddress = true;
                case "config" -> read(Path.of(value));
                default -> {
                    if (!POLICIES.containsKey(name)) {
                        throw new IllegalArgumentException("there is no setting '" + name + "'");
                    }
                    policies.put(POLICIES.get(name), value);
                }
            }
            return this;
        }

        /**
         * Takes the settings of a file: one on each line, as on the command line without the dashes; empty lines and those
         * that begin with # say nothing.
         *
         * @throws IllegalArgumentException that names the file and the line
         */
        public Builder read(Path file) {
            List<String> lines;
            try {
                lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new IllegalArgumentException("the configuration " + file + " cannot be read: "
                        + (Files.exists(file) ? e.toString() : "there is no such file"), e);
            }
            for (int i = 0; i < lines.size(); i++) {
                String line = (i == 0 ? lines.get(i).replaceFirst("^\ufeff", "") : lines.get(i)).strip();
                if (!line.isEmpty() && !line.startsWith("#")) {
                    try {
                        line(line);
                    } catch (IllegalArgumentException e) {
                        throw new IllegalArgumentException(file + ":" + (i + 1) + ": " + e.getMessage(), e);
                    }
                }
            }
            return this;
        }

        private void line(String line) {
            String[] words = line.split("\\s+", 2);
            Boolean value = takesValue(words[0]);
            if (value == null || words[0].equals("config")) {
                throw new IllegalArgumentException("there is no setting '" + words[0] + "'");
            }
            if (value != (words.length == 2)) {
                throw new IllegalArgumentException("'" + words[0] + "' " + (value ? "needs a value" : "has no value"));
            }
            set(words[0], value ? words[1] : null);
        }

        /** @throws IllegalArgumentException if there is no link */
        public Setup build() {
            if (links.isEmpty()) {
                throw new IllegalArgumentException("at least one --link is needed");
            }
            return new Setup(List.copyOf(links), namespace, version, policySet, Map.copyOf(policies), announce, report, only,
                    anyAddress || RACES.equals(policies.get(PolicyKind.PATH_MANAGER)), Map.copyOf(settings), linger);
        }

        private static int version(String text) {
            return switch (text) {
                case "v1" -> 1;
                case "v0" -> 0;
                case "off" -> -1;
                default -> throw new IllegalArgumentException("--mptcp is v1, v0 or off, not '" + text + "'");
            };
        }

        private void setting(String text) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("--set needs NAME=VALUE, such as rto.min=50ms, not '" + text + "'");
            }
            setting("--set", text.substring(0, equals).strip(), text.substring(equals + 1).strip());
        }

        /** It is tried at once, so that the error is told where it was made. */
        private void setting(String option, String name, String text) {
            try {
                StackConfig.builder("trial").set(name, text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
            }
            settings.put(name, text);
        }

        private static Duration linger(String text) {
            try {
                Duration value = Duration.ofNanos(Quantity.timeOrSeconds(text));
                if (value.compareTo(LONGEST_LINGER) <= 0) {
                    return value;
                }
            } catch (IllegalArgumentException _) {
                // told below
            }
            throw new IllegalArgumentException("--linger needs seconds, 0 to 86400, or a time such as 500ms, not '" + text + "'");
        }
    }
}
