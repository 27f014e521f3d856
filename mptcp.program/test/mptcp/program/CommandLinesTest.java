package mptcp.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import mptcp.program.files.FileFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

final class CommandLinesTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Command(name = "./mptcp all")
    private static final class All {}

    @Command(name = "one")
    private static final class One implements Callable<Integer> {
        @Option(names = {"-n", "--number"}, required = true)
        int number;

        @Option(names = "--share")
        double share;

        @Option(names = "--out", paramLabel = "FOLDER")
        String out;

        @Option(names = "--set", paramLabel = "NAME=VALUE")
        Map<String, String> set;

        @Option(names = "--secret", hidden = true)
        boolean secret;

        @Option(names = {"-h", "--help"}, usageHelp = true)
        boolean help;

        @Parameters(index = "0", paramLabel = "FILE")
        String file;

        @Parameters(index = "1", arity = "0..1", paramLabel = "OTHER")
        String other;

        @Override
        public Integer call() throws Exception {
            switch (file) {
                case "io" -> throw new IOException("it is gone");
                case "unchecked" -> throw new UncheckedIOException("really", new IOException("gone"));
                case "wrong" -> throw new IllegalArgumentException("FILE cannot be that");
                case "broken" -> throw new IllegalStateException("a fault");
                default -> {
                    return CommandLines.between("--number", number, 1, 9);
                }
            }
        }
    }

    private CommandLine line() {
        PrintStream to = new PrintStream(out, true, UTF_8);
        return CommandLines.like(new CommandLine(new All()).addSubcommand(new One()), to, new PrintStream(err, true, UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "fly | there is no 'all fly'; there are one, help (./mptcp all --help)",
        "one | --number and FILE are missing (./mptcp all one --help)",
        "one f | --number is missing (./mptcp all one --help)",
        "one -n 1 | FILE is missing (./mptcp all one --help)",
        "one -n 1 f g h | 'h' is one word too many (./mptcp all one --help)",
        "one f -n | --number needs a value: <number> (./mptcp all one --help)",
        "one f -n 1 --out | --out needs a value: FOLDER (./mptcp all one --help)",
        "one f -n x | --number needs a whole number, not 'x' (./mptcp all one --help)",
        "one f -n 1 --share x | --share needs a number, not 'x' (./mptcp all one --help)",
        "one f -n 1 --set x | --set needs NAME=VALUE, not 'x' (./mptcp all one --help)",
        "one -n 1 @f @none x | 'x' is one word too many (./mptcp all one --help)",
        "one f -n 10 | --number needs a number from 1 to 9, not '10' (./mptcp all one --help)",
        "one f -n 1 --frob 2 | there is no option '--frob'; there are --help, --number, --out, --set, --share (./mptcp all one --help)",
        "one --frob | there is no option '--frob'; there are --help, --number, --out, --set, --share (./mptcp all one --help)",
        "one f --frob | there is no option '--frob'; there are --help, --number, --out, --set, --share (./mptcp all one --help)",
        "one wrong -n 1 | FILE cannot be that (./mptcp all one --help)"})
    void mistakesAreOneLineThatSaysWhatToDo(String words, String message) {
        assertEquals(2, line().execute(words.split(" ")));
        assertEquals("error: " + message + "\n", err.toString(UTF_8));
        assertEquals("", out.toString(UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"io,it is gone", "unchecked,really"})
    void whatFailsIsOneLine(String file, String message) {
        assertEquals(1, line().execute("one", file, "-n", "1"));
        assertEquals("error: " + message + "\n", err.toString(UTF_8));
    }

    @Test
    void aFaultIsNotHidden() {
        assertThrows(IllegalStateException.class, () -> CommandLines.failed(new IllegalStateException("a fault"), line()));
    }

    @Test
    void theLastOneCountsAndEqualsSignsMay() {
        assertEquals(3, line().execute("one", "-n", "1", "f", "--out=x", "--number=3"));
    }

    @Test
    void helpOfAllAndOfOne() {
        assertEquals(0, line().execute("help"));
        assertTrue(out.toString(UTF_8).startsWith("Usage: ./mptcp all"), out.toString(UTF_8));
        out.reset();
        assertEquals(0, line().execute("help", "one"));
        assertTrue(out.toString(UTF_8).startsWith("Usage: ./mptcp all one"), out.toString(UTF_8));
        assertEquals(2, line().execute("help", "two"));
        assertEquals("error: there is no 'all two'; there are one, help (./mptcp all --help)\n", err.toString(UTF_8));
    }

    @Test
    void wordsForPages() {
        assertEquals(Set.of("one", "help", "--number", "--out", "--set", "--share"), CommandLines.words(line()));
    }

    @Test
    void oneOfSomeWords() {
        assertEquals("a", CommandLines.oneOf("--x", "a", "a", "b", "c"));
        assertEquals("--x is a, b or c, not 'd'", assertThrows(IllegalArgumentException.class,
                () -> CommandLines.oneOf("--x", "d", "a", "b", "c")).getMessage());
    }

    /** The JDK says what is wrong by the name of a class, and nothing but the file in the message. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "missing/x | cannot use FOLDER/missing/x: there is no such file or folder",
        "file/x    | cannot use FOLDER/file/x: Not a directory",
        "file      | cannot use FOLDER/file: it is there already, and is something else"})
    void filesThatCannotBeUsedAreSaidInWords(String path, String said, @TempDir Path folder) throws Exception {
        Files.createFile(folder.resolve("file"));
        IOException failure = assertThrows(IOException.class, () -> Files.createDirectory(folder.resolve(path)));
        assertEquals(said.replace("FOLDER", folder.toString()), FileFault.said(failure));
        assertEquals(FileFault.said(failure), FileFault.said(new UncheckedIOException(failure)));
        assertEquals("it is gone", FileFault.said(new IOException("it is gone")));
        assertEquals("java.io.EOFException", FileFault.said(new EOFException()));
    }
}
