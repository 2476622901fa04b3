using System.Collections.Immutable;
using System.Linq;
using System.Text;

namespace Consensoor.Spec.Generators;

/// <summary>Writes the table from a container's name to its codec and first fork.</summary>
internal static class RegistryWriter
{
    /// <summary>The type that the table is part of; only its own assembly gets one.</summary>
    public const string TypeName = "Consensoor.Spec.Ssz.SszTypes";

    public static string Write(ImmutableArray<(string Name, string FullName, int Since)> containers)
    {
        var text = new StringBuilder("#nullable enable\nusing System.Collections.Frozen;\nusing System.Collections.Generic;\nusing "
            + "Consensoor.Spec.Config;\nusing Consensoor.Spec.Ssz.Codecs;\n\nnamespace Consensoor.Spec.Ssz;\n\npublic static partial class "
            + "SszTypes\n{\n");
        text.Append("    private static FrozenDictionary<string, (SszObjectCodec Codec, ForkName Since)> Table { get; } = new "
            + "Dictionary<string, (SszObjectCodec, ForkName)>\n    {\n");
        foreach (var (name, fullName, since) in containers.OrderBy(static c => c.Name, System.StringComparer.Ordinal))
        {
            text.Append($"        [\"{name}\"] = (SszObjectCodec.Of<global::{fullName}>(), (ForkName){since}),\n");
        }

        return text.Append("    }.ToFrozenDictionary();\n}\n").ToString();
    }
}
