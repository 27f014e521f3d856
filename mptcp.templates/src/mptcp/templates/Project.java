package mptcp.templates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** A new bundle project. */
record Project(Kind kind, PolicyName name, Layout layout) {
    /**
     * Writes it.
     *
     * @param own the workspace whose policies it stands beside
     * @param into the folder in which its own is made
     * @return what to tell the user
     * @throws IllegalArgumentException if it cannot be written there; then nothing was
     */
    String write(Workspace own, Path into) throws IOException {
        Path folder = into.resolve(name.bundle());
        check(own, folder);
        Map<String, String> values = values(own.version());
        Map<Path, String> files = new LinkedHashMap<>();
        for (Template template : layout.templates(kind)) {
            String text = template.text();
            checkNoClash(text);
            files.put(folder.resolve(Template.fill(template.target(), values)), Template.fill(text, values));
        }
        StringBuilder told = new StringBuilder(String.format(Locale.ROOT, "wrote %s, a bundle with the %s '%s':%n",
                folder, kind.title(), name.policy()));
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Files.createDirectories(file.getKey().getParent());
            Files.writeString(file.getKey(), file.getValue());
            told.append("  ").append(folder.relativize(file.getKey())).append('\n');
        }
        return told.append(Template.fill(layout.next(), values)).toString();
    }

    private void check(Workspace workspace, Path folder) {
        if (Files.exists(folder)) {
            throw new IllegalArgumentException(folder + " is there already; choose another name, or remove it");
        }
        Path own = workspace.own(kind, name.policy());
        if (Files.exists(own)) {
            throw new IllegalArgumentException("There is a " + kind.title() + " '" + name.policy() + "' already, in "
                    + own.getFileName() + "; choose another last part of the name");
        }
    }

    /** The class must not be called as one that the templates use. */
    private void checkNoClash(String template) {
        boolean used = Pattern.compile("\\b" + name.className() + "\\b").matcher(template).find();
        if (used || isOfJavaLang()) {
            throw new IllegalArgumentException("The policy's class would be called " + name.className()
                    + ", as one that it uses; choose another last part of the name");
        }
    }

    private boolean isOfJavaLang() {
        try {
            Class.forName("java.lang." + name.className(), false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private Map<String, String> values(String version) {
        Map<String, String> values = new LinkedHashMap<>(Map.of("bundle", name.bundle(), "folder", name.folder(),
                "name", name.policy(), "Name", name.className(), "kind", kind.label(), "title", kind.title(),
                "question", kind.question(), "type", kind.type(), "constant", kind.constant()));
        values.put("testing", "mptcp.policy.testing");
        values.put("source", layout.source());
        values.put("version", version);
        return values;
    }
}
