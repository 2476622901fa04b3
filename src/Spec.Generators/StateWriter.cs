using System.Linq;
using System.Text;

namespace Consensoor.Spec.Generators;

/// <summary>Writes the bodies of partial properties, and copy, freeze and size, for a mutable state.</summary>
internal static class StateWriter
{
    public static void Write(StringBuilder text, ContainerModel model)
    {
        if (model.PartialProperties.Count == 0)
        {
            return;
        }

        text.Append("    /// <summary>True once the state refuses writes.</summary>\n    public bool IsFrozen { get; private set; }\n\n");
        foreach (var property in model.PartialProperties)
        {
            var type = ContainerModel.TypeName(property.Type);
            text.Append($"    private {type} _{property.Name} = default!;\n\n");
            text.Append($"    public partial {type} {property.Name}\n    {{\n        get => _{property.Name};\n        set\n        "
                + $"{{\n            ThrowIfFrozen();\n            _{property.Name} = value;\n        }}\n    }}\n\n");
        }

        Copy(text, model, "Copy()", "Ssz", "A writable draft with the same values; lists are shared until one side writes.");
        text.Append(
            "    /// <summary>Refuses all writes from now on, so that many threads may read.</summary>\n    public void Freeze()\n    {\n");
        foreach (var property in model.PartialProperties.Where(static p => p.Type.Name == "PersistentList"))
        {
            text.Append($"        _{property.Name}?.Freeze();\n");
        }

        text.Append("        IsFrozen = true;\n    }\n\n");
        text.Append("    /// <summary>About the bytes of memory that the lists hold which another state's do not.</summary>\n    "
            + $"private long ListBytesOver({model.Name}? other)\n    {{\n        var bytes = 0L;\n");
        foreach (var property in model.PartialProperties.Where(static p => p.Type.Name == "PersistentList"))
        {
            text.Append($"        bytes += _{property.Name}?.BytesOver(other?._{property.Name}) ?? 0;\n");
        }

        text.Append("        return bytes;\n    }\n\n");
        text.Append("    /// <summary>The root of the state (`hash_tree_root`).</summary>\n    public Bytes32 HashTreeRoot() => "
            + "HashTreeRoot(Ssz);\n\n");
        text.Append($"    partial void OnCopied({model.Name} source);\n\n");
        text.Append("    private void ThrowIfFrozen()\n    {\n        if (IsFrozen)\n        {\n            throw new "
            + "InvalidOperationException(\"a frozen state is not written; take a Copy\");\n        }\n    }\n\n");
    }

    private static void Copy(StringBuilder text, ContainerModel model, string signature, string context, string summary)
    {
        text.Append($"    /// <summary>{summary}</summary>\n    public {model.Name} {signature}\n    {{\n        var copy = "
            + $"new {model.Name}({context});\n");
        foreach (var property in model.PartialProperties)
        {
            text.Append(
                $"        copy._{property.Name} = _{property.Name}{(property.Type.Name == "PersistentList" ? "?.Copy()!" : "")};\n");
        }

        text.Append("        copy.OnCopied(this);\n        return copy;\n    }\n\n");
    }
}
