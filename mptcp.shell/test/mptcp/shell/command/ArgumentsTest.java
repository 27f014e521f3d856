package mptcp.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ArgumentsTest {
    private final Syntax syntax = Syntax.of("try", "test")
            .operands("A [B]", 1, 2, Completer.NONE)
            .flag("i", "info", "more")
            .flag("j", "json", "machine")
            .option("n", "bytes", "SIZE", "how many", Completer.NONE);

    private Arguments parse(String line) throws CommandException {
        return Arguments.parse(syntax, List.of(line.split(" ")));
    }

    private String error(String line) {
        CommandException e = assertThrows(CommandException.class, () -> parse(line));
        assertInstanceOf(IllegalArgumentException.class, e.getCause(), "shells know by it whose mistake it is");
        return e.getMessage();
    }

    @Test
    void takesOptionsAnywhereAndInBothForms() throws CommandException {
        for (String line : new String[] {"x --bytes 64M -i", "-n 64M x --info", "--bytes=64M -i x"}) {
            Arguments args = parse(line);
            assertEquals(Optional.of("64M"), args.value("bytes"), line);
            assertTrue(args.has("info"), line);
            assertFalse(args.has("json"), line);
            assertEquals(List.of("x"), args.operands(), line);
        }
    }

    @Test
    void joinsFlagsOfOneLetter() throws CommandException {
        Arguments args = parse("-ij x");
        assertTrue(args.has("info") && args.has("json"));
    }

    @Test
    void endsOptionsAtTwoDashes() throws CommandException {
        assertEquals(List.of("-i", "--json"), parse("-- -i --json").operands());
    }

    @Test
    void asksForHelpWhateverIsMissing() throws CommandException {
        assertTrue(parse("--help").help());
        assertTrue(parse("a b -h").help());
    }

    @Test
    void namesWhatItDoesNotKnow() {
        assertEquals("unknown option --bits; there are: --info, --json, --bytes, --help", error("x --bits 5"));
        assertEquals("unknown option -in; there are: --info, --json, --bytes, --help", error("x -in"));
        assertEquals("option --bytes needs a value: --bytes SIZE", error("x --bytes"));
        assertEquals("option --info takes no value; usage: mptcp:try [options] A [B]", error("x --info=5"));
        assertEquals("something is missing; usage: mptcp:try [options] A [B]", error("-i"));
        assertEquals("what is 'c' for? usage: mptcp:try [options] A [B]", error("a b c"));
    }
}
