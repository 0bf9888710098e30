package dev.stowage.storage.gcs.fake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// The little XML that there is.
final class Xml {

  private Xml() {}

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  static String element(String name, Object value) {
    return "<" + name + ">" + escaped(String.valueOf(value)) + "</" + name + ">";
  }

  /// A part that a completion names.
  record Part(int number, String etag) {}

  /// The parts of a `CompleteMultipartUpload`.
  static List<Part> parts(byte[] bytes) throws IOException {
    try {
      Element root =
          DocumentBuilderFactory.newDefaultInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(bytes))
              .getDocumentElement();
      if (!root.getTagName().equals("CompleteMultipartUpload")) {
        throw malformed();
      }
      NodeList nodes = root.getElementsByTagName("Part");
      List<Part> parts = new ArrayList<>();
      for (int i = 0; i < nodes.getLength(); i++) {
        Element part = (Element) nodes.item(i);
        parts.add(
            new Part((int) Preconditions.number(text(part, "PartNumber")), text(part, "ETag")));
      }
      return parts;
    } catch (SAXException | ParserConfigurationException e) {
      throw malformed();
    }
  }

  private static String text(Element parent, String name) {
    NodeList nodes = parent.getElementsByTagName(name);
    if (nodes.getLength() != 1) {
      throw malformed();
    }
    return nodes.item(0).getTextContent();
  }

  private static Problem malformed() {
    return new Problem(400, "invalid", "MalformedXML", "The XML you provided is not well-formed");
  }
}
