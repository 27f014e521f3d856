import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The libraries of this workspace, which bnd fetches into the local Maven repository. */
final class Libraries {
    /** The project whose tests run programs of others: what these are made of is most of all libraries. */
    private static final String INTEROP = "mptcp.interop";

    private Libraries() {}

    /** Whether a goal does with the libraries that are for all, without those of {@link #INTEROP}. */
    static boolean few(String goal, List<String> words) {
        return switch (goal) {
            case "help", "prepare", "package", "publish" -> true;
            case "build", "test", "resolve" -> words.contains(Campaign.OPTION) || namesOthers(words);
            default -> false;
        };
    }

    /** Whether bundles are named, and that one is not among them. */
    private static boolean namesOthers(List<String> words) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equals("--tests")) {
                i++; // what follows is its value
            } else if (!words.get(i).startsWith("-")) {
                names.add(words.get(i));
            }
        }
        return !names.isEmpty() && !names.contains(INTEROP);
    }

    /** Says how many libraries are not there yet: fetching them may take a while. */
    static void announce(Path root, boolean few) throws IOException {
        Path local = repository();
        List<String> all = new ArrayList<>(Files.readAllLines(root.resolve("cnf/ext/central.pmvn")));
        if (!few) {
            all.addAll(Files.readAllLines(root.resolve("cnf/ext/programs.pmvn")));
        }
        long missing = all.stream().map(String::strip).filter(line -> line.contains(":") && !line.startsWith("#"))
                .map(line -> line.split(":")).map(gav -> local.resolve(gav[0].replace('.', '/'))
                        .resolve(gav[1]).resolve(gav[2]).resolve(gav[1] + "-" + gav[2] + ".jar"))
                .filter(Files::notExists).count();
        if (missing > 0) {
            Log.say("fetching", missing + " libraries from Maven Central into " + local);
        }
    }

    /** The local repository that Maven used for bnd itself is the one for all the rest. */
    static Path repository() {
        String configured = System.getProperty("maven.repo.local");
        if (configured != null) {
            return Path.of(configured);
        }
        return Path.of(System.getProperty("user.home"), ".m2", "repository");
    }
}
