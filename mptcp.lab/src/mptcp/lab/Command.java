package mptcp.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Runs the tools of the machine. */
public final class Command {
    private static final Map<String, String> PACKAGES = Map.of("ip", "iproute2", "ss", "iproute2", "tc", "iproute2",
            "tshark", "tshark", "python3", "python3", "ethtool", "ethtool");

    private Command() {}

    /** Whether there is such a program. */
    public static boolean exists(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        return Arrays.stream(path.split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /** @param errors what it wrote to standard error */
    public record Result(int status, String output, String errors) {}

    /**
     * Runs a program to its end.
     *
     * @param input for its standard input
     * @throws LabException if there is no such program
     */
    public static Result run(String input, List<String> words) throws LabException {
        Process process;
        try {
            process = new ProcessBuilder(words).start();
        } catch (IOException e) {
            String name = words.getFirst();
            throw new LabException("the program '" + name + "' cannot be started"
                    + (PACKAGES.containsKey(name) ? ": install " + PACKAGES.get(name) : ""), e);
        }
        try {
            var errors = CompletableFuture.supplyAsync(
                    () -> text(process.getErrorStream()), Thread::startVirtualThread);
            try (OutputStream out = process.getOutputStream()) {
                out.write(input.getBytes(UTF_8));
            } catch (IOException e) {
                // It ended without reading its input; its status and its errors say why.
            }
            String output = text(process.getInputStream());
            return new Result(process.waitFor(), output, errors.join());
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while running " + String.join(" ", words), e);
        }
    }

    /**
     * Runs a program that must succeed.
     *
     * @return what it wrote to standard output
     * @throws LabException with the command and its complaint
     */
    public static String check(String... words) throws LabException {
        Result result = run("", List.of(words));
        if (result.status != 0) {
            throw new LabException("'" + String.join(" ", words) + "' failed: " + result.errors.strip());
        }
        return result.output;
    }

    private static String text(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
