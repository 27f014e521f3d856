import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Which tests to run: {@code --tests REGEX} and {@code --slow}. */
record Selection(String regex, boolean slow) {

    /** Takes its options out of the words of a command line. */
    static Selection take(List<String> words) {
        boolean slow = words.remove("--slow");
        String regex = null;
        int at = words.indexOf("--tests");
        if (at >= 0) {
            if (at + 1 == words.size()) {
                throw new Misuse("--tests needs a regular expression for names of test classes");
            }
            words.remove(at);
            regex = words.remove(at);
            try {
                Pattern.compile(regex);
            } catch (PatternSyntaxException e) {
                throw new Misuse("--tests: '" + regex + "' is no regular expression: " + e.getDescription());
            }
        }
        return new Selection(regex, slow);
    }

    /** Whether it takes in the tests of a class. */
    boolean matches(String name) {
        return regex == null || Pattern.compile(regex).matcher(name).find();
    }

    List<String> options() {
        return List.of("--include-classname", regex == null ? ".*" : ".*(?:" + regex + ").*",
                slow ? "--include-tag" : "--exclude-tag", "slow|open");
    }
}
