package mptcp.console;

import java.util.Collection;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Completes the arguments of commands. The object that offers the commands implements it and is registered under this
 * interface too, so that the service properties {@code osgi.command.scope} and {@code osgi.command.function} tell for
 * which commands it is asked.
 */
@ConsumerType
public interface ArgumentCompleter {
    /**
     * Words that may stand where the cursor is, in any order; the console keeps those that fit what is typed.
     *
     * @param words the command's name, without its scope, and the words after it up to the cursor; the last one is what
     *     is typed so far of the word to complete, and may be empty
     */
    Collection<String> complete(List<String> words);

    /**
     * Whether names of files may stand there, which the console proposes where {@link #complete} has nothing.
     *
     * @param words as of {@link #complete}
     */
    default boolean takesFiles(List<String> words) {
        return true;
    }
}
