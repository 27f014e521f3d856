package mptcp.experiment.result;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.knowm.xchart.internal.chartpart.IChart;

/** Charts one below the other, as files. Drawn without a display. */
final class Picture {
    private static final int WIDTH = 960;

    private final List<IChart> panels = new ArrayList<>();
    private final int height;

    /** @param height of each panel */
    Picture(int height) {
        this.height = height;
    }

    static Picture of(IChart chart) {
        return new Picture(480).add(chart);
    }

    Picture add(IChart chart) {
        panels.add(chart);
        return this;
    }

    /** As PNG and as SVG. */
    void keep(String name, Map<String, byte[]> files) throws IOException {
        int all = height * panels.size();
        BufferedImage image = new BufferedImage(WIDTH, all, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, WIDTH, all);
        paint(g);
        g.dispose();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        files.put(name + ".png", png.toByteArray());
        VectorGraphics2D vectors = new VectorGraphics2D();
        paint(vectors);
        ByteArrayOutputStream svg = new ByteArrayOutputStream();
        new SVGProcessor().getDocument(vectors.getCommands(), new PageSize(0, 0, WIDTH, all)).writeTo(svg);
        files.put(name + ".svg", svg.toByteArray());
    }

    private void paint(Graphics2D g) {
        AffineTransform origin = g.getTransform();
        for (int i = 0; i < panels.size(); i++) {
            g.setTransform(origin);
            g.translate(0, i * height);
            panels.get(i).paint(g, WIDTH, height);
        }
        g.setTransform(origin);
    }
}
