package mptcp.templates;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code mptcp new}: writes the bundle project of a new policy. */
public final class Main {
    private static final String USAGE = """
            Usage: ./mptcp new [--maven] KIND NAME [--dir FOLDER]

            Writes the bundle project of a new policy: NAME/ with a component, a small policy that works, its tests, and a
            README that says what to do next. It compiles, and its tests pass.

            KIND is one of:
            %s
            NAME names the bundle, its folder and its package: lower case, parts separated by dots, such as my.sched.
            Its last part is the name by which shells and configurations select the policy.

              --maven       a project of Maven's, which depends on what './mptcp publish' puts into a repository, instead of
                            one of this workspace
              --dir FOLDER  write it into another folder: another workspace, such as a copy of this one; with --maven any
                            folder (default: where you are)""";

    private Main() {}

    /** Arguments: the workspace's folder, and those of the command. */
    public static void main(String[] args) {
        System.exit(run(List.of(args)));
    }

    /** @return the exit status: 0, or 2 after a message on standard error */
    static int run(List<String> args) {
        try {
            List<String> words = new ArrayList<>(args);
            Path workspace = Path.of(words.removeFirst());
            if (words.contains("--help") || words.contains("-h")) {
                System.out.println(String.format(Locale.ROOT, USAGE, Kind.descriptions()));
                return 0;
            }
            System.out.println(create(workspace, words));
            return 0;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
        } catch (IOException e) {
            System.err.println("cannot write the project: " + e);
        }
        return 2;
    }

    private static String create(Path root, List<String> words) throws IOException {
        Layout layout = words.remove("--maven") ? Layout.MAVEN : Layout.WORKSPACE;
        Path into = layout == Layout.MAVEN ? Path.of("").toAbsolutePath() : root;
        int at = words.indexOf("--dir");
        if (at >= 0) {
            if (at + 1 == words.size()) {
                throw new IllegalArgumentException("--dir needs a folder");
            }
            words.remove(at);
            into = Path.of(words.remove(at));
        }
        for (String word : words) {
            if (word.startsWith("-")) {
                throw new IllegalArgumentException("There is no option '" + word
                        + "'; './mptcp new --help' lists them");
            }
        }
        if (words.size() != 2) {
            throw new IllegalArgumentException("Usage: ./mptcp new [--maven] KIND NAME [--dir FOLDER], such as:"
                    + " ./mptcp new scheduler my.sched\n'./mptcp new --help' explains it");
        }
        Project project = new Project(Kind.of(words.getFirst()), PolicyName.of(words.getLast()), layout);
        Workspace own = Workspace.at(layout == Layout.MAVEN ? root : into);
        return project.write(own, into);
    }
}
