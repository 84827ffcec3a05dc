/** The text of an HTML document's body, as the "Modest" engine of selectolax 0.3 builds it. */
package org.steelworks.data.text.html;
