import aQute.bnd.build.Project;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;

/** Project files of IntelliJ IDEA: a module for each bundle, all in .idea. */
final class IdeaFiles {
    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private IdeaFiles() {}

    static void of(Collection<Project> projects, Map<Path, String> files) throws Exception {
        StringBuilder modules = new StringBuilder(HEAD
                + "<project version=\"4\">\n  <component name=\"ProjectModuleManager\">\n    <modules>\n");
        String release = null;
        for (Project project : projects) {
            release = project.getProperty("javac.target");
            String file = ".idea/modules/" + project.getName() + ".iml";
            modules.append("      <module fileurl=\"file://$PROJECT_DIR$/").append(file).append("\" filepath=\"$PROJECT_DIR$/")
                    .append(file).append("\" />\n");
            files.put(Path.of(file), module(project));
        }
        files.put(Path.of(".idea/modules.xml"), modules.append("    </modules>\n  </component>\n</project>\n").toString());
        files.put(Path.of(".idea/misc.xml"), HEAD + """
                <project version="4">
                  <component name="ProjectRootManager" version="2" languageLevel="JDK_%1$s" default="true" project-jdk-name="%1$s" project-jdk-type="JavaSDK">
                    <output url="file://$PROJECT_DIR$/.idea/out" />
                  </component>
                </project>
                """.formatted(release));
        files.put(Path.of(".idea/encodings.xml"), HEAD + """
                <project version="4">
                  <component name="Encoding" defaultCharsetForPropertiesFiles="UTF-8">
                    <file url="PROJECT" charset="UTF-8" />
                  </component>
                </project>
                """);
    }

    private static String module(Project project) throws Exception {
        StringBuilder text = new StringBuilder(HEAD + """
                <module type="JAVA_MODULE" version="4">
                  <component name="NewModuleRootManager" inherit-compiler-output="true">
                    <exclude-output />
                """);
        String folder = "file://$MODULE_DIR$/../../" + project.getName();
        text.append("    <content url=\"").append(folder).append("\">\n");
        source(text, folder, "src", false);
        if (Ide.tests(project) != null) {
            source(text, folder, Ide.tests(project), true);
        }
        for (java.io.File output : new java.io.File[] {project.getTarget(), project.getSrcOutput(), project.getTestOutput()}) {
            text.append("      <excludeFolder url=\"").append(folder).append('/').append(output.getName()).append("\" />\n");
        }
        text.append("    </content>\n    <orderEntry type=\"inheritedJdk\" />\n"
                + "    <orderEntry type=\"sourceFolder\" forTests=\"false\" />\n");
        for (Ide.Entry entry : Ide.path(project)) {
            String scope = entry.testOnly() ? " scope=\"TEST\"" : "";
            if (entry.project() != null) {
                text.append("    <orderEntry type=\"module\" module-name=\"").append(entry.project()).append('"').append(scope)
                        .append(" />\n");
            } else {
                text.append("    <orderEntry type=\"module-library\"").append(scope).append(">\n      <library>\n"
                        + "        <CLASSES>\n          <root url=\"jar://$MAVEN_REPOSITORY$/").append(entry.jar())
                        .append("!/\" />\n        </CLASSES>\n      </library>\n    </orderEntry>\n");
            }
        }
        return text.append("  </component>\n</module>\n").toString();
    }

    private static void source(StringBuilder text, String folder, String name, boolean test) {
        text.append("      <sourceFolder url=\"").append(folder).append('/').append(name).append("\" isTestSource=\"").append(test)
                .append("\" />\n");
    }
}
