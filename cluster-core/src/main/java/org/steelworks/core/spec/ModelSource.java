package org.steelworks.core.spec;

/**
 * Architecture and starting point.
 *
 * @param config path of a {@code config.json}, as resolved against the recipe's folder
 * @param spec what that file says
 * @param init Hugging Face folder to start from, or null for the seed's initialisation
 * @param tokenizer folder with the tokenizer, or null where the shards' index names the vocabulary
 */
public record ModelSource(String config, ModelSpec spec, String init, String tokenizer) {}
