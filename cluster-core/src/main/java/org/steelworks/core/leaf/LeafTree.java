package org.steelworks.core.leaf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * The fixed binary tree in which the gradients of a step's leaves are added: node (level, index) is the sum of
 * (level - 1, 2 index) and (level - 1, 2 index + 1); a right child beyond the last leaf passes the left one through
 * unchanged. It depends on the number of leaves only, so any assignment of leaves to workers gives the same bits.
 */
public final class LeafTree {
    /** A node; it covers leaves {@code [index << level, (index + 1) << level)} cut at the number of leaves. */
    public record Node(int level, int index) {
        /** First leaf covered. */
        public int first() {
            return index << level;
        }
    }

    private final int leaves;
    private final int height;

    public LeafTree(int leaves) {
        if (leaves < 1) {
            throw new IllegalArgumentException("a step needs at least one leaf, not " + leaves);
        }
        this.leaves = leaves;
        this.height = 32 - Integer.numberOfLeadingZeros(leaves - 1);
    }

    public int leaves() {
        return leaves;
    }

    /** The node that covers all leaves. */
    public Node root() {
        return new Node(height, 0);
    }

    /** One past the last leaf that {@code node} covers. */
    public int end(Node node) {
        return (int) Math.min(leaves, (long) (node.index + 1) << node.level);
    }

    /** The roots of the largest subtrees inside {@code range}, in leaf order: what its owner sends per bucket. */
    public List<Node> roots(LeafRange range) {
        if (range.to() > leaves) {
            throw new IllegalArgumentException(
                    "leaf range " + range + " ends beyond the last of " + leaves + " leaves");
        }
        List<Node> roots = new ArrayList<>();
        int at = range.from();
        while (at < range.to()) {
            int level = 0;
            while (level < height && inside(new Node(level + 1, at >> (level + 1)), at, range.to())) {
                level++;
            }
            Node node = new Node(level, at >> level);
            roots.add(node);
            at = end(node);
        }
        return roots;
    }

    private boolean inside(Node node, int from, int to) {
        return node.first() == from && end(node) <= to;
    }

    /**
     * Adds the subtree roots of all workers up to the tree's root.
     *
     * @param values one value per root; together they cover every leaf once
     * @param add must be the same function everywhere; called children first, left before right
     */
    public <T> T finish(Map<Node, T> values, BinaryOperator<T> add) {
        T result = evaluate(root(), values, add);
        if (result == null) {
            throw new IllegalStateException("the roots " + values.keySet() + " do not cover all " + leaves + " leaves");
        }
        return result;
    }

    private <T> T evaluate(Node node, Map<Node, T> values, BinaryOperator<T> add) {
        T present = values.get(node);
        if (present != null || node.level == 0) {
            return present;
        }
        Node left = new Node(node.level - 1, node.index * 2);
        Node right = new Node(node.level - 1, node.index * 2 + 1);
        T leftValue = evaluate(left, values, add);
        if (right.first() >= leaves || leftValue == null) {
            return leftValue;
        }
        T rightValue = evaluate(right, values, add);
        return rightValue == null ? null : add.apply(leftValue, rightValue);
    }

    /** The other child of the parent of {@code node}. */
    public Node sibling(Node node) {
        return new Node(node.level, node.index ^ 1);
    }

    /** Parent of {@code node}. */
    public Node parent(Node node) {
        return new Node(node.level + 1, node.index >> 1);
    }
}
