package mptcp.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mptcp.io.raw.NetworkNamespace;
import mptcp.io.raw.NetworkNamespace.Action;
import mptcp.io.raw.RawLinkException;

/**
 * A host of a lab, which is a network namespace.
 *
 * @param namespace its name, as {@code ip netns} lists it
 */
public record Host(String namespace) {
    private static final String COMPLETE = "mptcp-lab-complete";
    static final Path DIRECTORY = Path.of("/run/netns");
    private static final Pattern FAILED_LINE = Pattern.compile("Command failed -:(\\d+)");

    public boolean exists() {
        return Files.exists(DIRECTORY.resolve(namespace));
    }

    /** Marks it as a host of a lab that was made to the end. */
    void complete() throws LabException {
        ip("link set dev lo alias " + COMPLETE);
    }

    boolean isComplete() throws LabException {
        return exists() && Command.run("", List.of("ip", "-n", namespace, "link", "show", "dev", "lo")).output()
                .contains(COMPLETE);
    }

    void create() throws LabException {
        Command.check("ip", "netns", "add", namespace);
    }

    void delete() throws LabException {
        Command.check("ip", "netns", "del", namespace);
    }

    /**
     * Gives commands to {@code ip}, all in one process.
     *
     * @param lines each what would follow {@code ip}
     * @throws LabException that quotes the line which failed; those before it have taken effect
     */
    public void ip(List<String> lines) throws LabException {
        batch(List.of("ip", "-n", namespace), lines);
    }

    /** The same for IPv6 where a line does not tell the family by itself, as those about rules. */
    void ip6(String... lines) throws LabException {
        batch(List.of("ip", "-6", "-n", namespace), List.of(lines));
    }

    private static void batch(List<String> program, List<String> lines) throws LabException {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("-batch", "-"));
        var result = Command.run(String.join("\n", lines) + "\n", command);
        if (result.status() != 0) {
            Matcher failed = FAILED_LINE.matcher(result.errors());
            String line = failed.find() ? lines.get(Integer.parseInt(failed.group(1)) - 1) : String.join("; ", lines);
            throw new LabException("'" + String.join(" ", program) + " " + line + "' failed: "
                    + result.errors().lines().findFirst().orElse("without a word"));
        }
    }

    public void ip(String... lines) throws LabException {
        ip(List.of(lines));
    }

    /**
     * Runs a program on the host.
     *
     * @return what it wrote to standard output
     * @throws LabException with its complaint if it failed
     */
    public String exec(String... words) throws LabException {
        return Command.check(commandLine(List.of(words)).toArray(String[]::new));
    }

    /** The words that run a program on this host. */
    public List<String> commandLine(List<String> words) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(words);
        return all;
    }

    /** Runs an action on a thread of its own that is in the host's namespace: sockets it opens are the host's. */
    public <T, X extends Exception> T inside(Action<T, X> action) throws RawLinkException, X {
        return NetworkNamespace.call(namespace, action);
    }

    /** Writes a kernel setting that not every kernel has. */
    void sysctlIfKnown(String path, String value) throws IOException {
        if (inside(() -> Files.exists(Path.of("/proc/sys", path)))) {
            sysctl(Map.of(path, value));
        }
    }

    /**
     * Writes kernel settings.
     *
     * @param settings paths below {@code /proc/sys}, such as {@code net/mptcp/enabled}, and values
     */
    public void sysctl(Map<String, String> settings) throws IOException {
        inside(() -> {
            for (var setting : settings.entrySet()) {
                try {
                    Files.writeString(Path.of("/proc/sys", setting.getKey()), setting.getValue());
                } catch (IOException e) {
                    throw new LabException("the kernel does not take " + setting.getKey() + " = " + setting.getValue()
                            + ": " + e.getMessage(), e);
                }
            }
            return null;
        });
    }
}
