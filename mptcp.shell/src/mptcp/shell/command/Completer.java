package mptcp.shell.command;

import java.util.List;

/** Proposes values of an option or operand. */
@FunctionalInterface
public interface Completer {
    Completer NONE = (environment, words) -> List.of();

    /** @param words the command's name and the operands before the word to complete; options are left out */
    List<Candidate> candidates(Environment environment, List<String> words);
}
