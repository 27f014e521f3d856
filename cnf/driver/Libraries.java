import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The libraries of cnf/ext/central.pmvn, which bnd fetches into the local Maven repository. */
final class Libraries {
    private Libraries() {}

    /** Says which libraries are not there yet: fetching them may take a while. */
    static void announce(Path root) throws IOException {
        Path local = repository();
        List<String> missing = new ArrayList<>();
        for (String line : Files.readAllLines(root.resolve("cnf/ext/central.pmvn"))) {
            if (line.contains(":")) {
                String[] gav = line.strip().split(":");
                Path folder = local.resolve(gav[0].replace('.', '/')).resolve(gav[1]).resolve(gav[2]);
                if (!Files.exists(folder.resolve(gav[1] + "-" + gav[2] + ".jar"))) {
                    missing.add(gav[1] + " " + gav[2]);
                }
            }
        }
        if (!missing.isEmpty()) {
            Log.say("fetching", missing.size() + " libraries from Maven Central into " + local + ":");
            missing.forEach(each -> System.out.println("            " + each));
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
