/** Steel-LLM's packed token files: their bytes, and how token ids fill them. Pure. */
package org.steelworks.data.pack;
