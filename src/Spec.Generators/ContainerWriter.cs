using System.Linq;
using System.Text;

namespace Consensoor.Spec.Generators;

/// <summary>Writes a container's members: a dispatch on the fork's layout, and straight code for each layout.</summary>
internal static class ContainerWriter
{
    public static string Write(ContainerModel model)
    {
        var text = new StringBuilder();
        text.Append(
            "#nullable enable\nusing System;\nusing System.Text.Json;\nusing Consensoor.Spec.Ssz;\nusing Consensoor.Spec.Ssz.Codecs;\n\n");
        text.Append($"namespace {model.Namespace};\n\n");
        text.Append($"partial {(model.IsRecord ? "record" : "class")} {model.Name} : ISszType<{model.Name}>\n{{\n");
        Dispatch(text, model);
        for (var i = 0; i < model.Layouts.Count; i++)
        {
            LayoutWriter.Write(text, model, i);
        }

        StateWriter.Write(text, model);
        foreach (var (name, value, expression) in model.Limits.Structs)
        {
            text.Append(
                $"    // {expression}\n    private readonly struct {name} : global::Consensoor.Spec.Ssz.Codecs.ISszLimit\n    {{\n");
            text.Append($"        public static ulong Value(SszContext context) => {value};\n    }}\n\n");
        }

        return text.Append("}\n").ToString();
    }

    private static void Dispatch(StringBuilder text, ContainerModel model)
    {
        var name = model.Name;
        var cases =
            string.Join(" ", Enumerable.Range(1, model.Layouts.Count - 1).Reverse().Select(i => $">= {model.Layouts[i].Since} => {i},"));
        text.Append($"    private static int LayoutOf(SszContext context) "
            + $"=> {(cases.Length == 0 ? "0" : $"(int)context.Fork switch {{ {cases} _ => 0 }}")};\n\n");

        string Switch(string call) => model.Layouts.Count == 1
            ? string.Format(call, 0)
            : "LayoutOf(context) switch { "
              + string.Join(" ", Enumerable.Range(1, model.Layouts.Count - 1).Select(i => $"{i} => {string.Format(call, i)},"))
              + $" _ => {string.Format(call, 0)} }}";

        void Member(string signature, string call) => text.Append($"    /// <inheritdoc/>\n    public {signature} => {Switch(call)};\n\n");
        void Statement(string signature, string call)
        {
            text.Append($"    /// <inheritdoc/>\n    public {signature}\n    {{\n        switch (LayoutOf(context))\n        {{\n");
            for (var i = 0; i < model.Layouts.Count; i++)
            {
                text.Append($"            {(i == 0 ? "default" : $"case {i}")}: {string.Format(call, i)}; break;\n");
            }

            text.Append("        }\n    }\n\n");
        }

        Member("static int FixedLength(SszContext context)", "FixedLength{0}(context)");
        Member("static SszSchema Schema(SszContext context)", "Schema{0}(context)");
        Member($"static {name} Default(SszContext context)", "Default{0}(context)");
        text.Append($"    /// <inheritdoc/>\n    public static bool TryDecode(ReadOnlySpan<byte> bytes, SszContext context, "
            + $"out {name} value, out SszError error)\n    {{\n");
        text.Append("        var failure = default(SszFailure);\n        if (TryDecode(bytes, 0, context, out value, ref "
            + "failure))\n        {\n            error = default;\n            return true;\n        }\n\n");
        text.Append("        error = failure.ToError();\n        return false;\n    }\n\n");
        Member(
            $"static bool TryDecode(ReadOnlySpan<byte> bytes, int at, SszContext context, out {name} value, ref SszFailure failure)",
            "TryDecode{0}(bytes, at, context, out value, ref failure)");
        Member(
            $"static bool TryReadJson(JsonElement json, SszContext context, out {name} value, ref SszFailure failure)",
            "TryReadJson{0}(json, context, out value, ref failure)");
        Statement(
            $"static void HashTreeRoots(ReadOnlySpan<{name}> values, Span<byte> roots, SszContext context)",
            "HashTreeRoots{0}(values, roots, context)");
        Member("int EncodedLength(SszContext context)", "EncodedLength{0}(context)");
        Statement("void Encode(Span<byte> destination, SszContext context)", "Encode{0}(destination, context)");
        Statement("void WriteJson(Utf8JsonWriter writer, SszContext context)", "WriteJson{0}(writer, context)");
        Member("SszNode ToNode(SszContext context)", "ToNode{0}(context)");
        if (model.CachedProperties is null)
        {
            Member("Bytes32 HashTreeRoot(SszContext context)", "HashTreeRoot{0}(context)");
            return;
        }

        text.Append("    private CachedRoot? _cachedRoot;\n\n");
        text.Append(
            "    /// <inheritdoc/>\n    public Bytes32 HashTreeRoot(SszContext context)\n    {\n        var cached = _cachedRoot;\n");
        text.Append($"        if (cached is null || cached.Context != context)\n        {{\n            _cachedRoot = cached = new "
            + $"CachedRoot(context, {Switch("HashTreeRoot{0}(context)")});\n        }}\n\n");
        text.Append("        return cached.Root;\n    }\n\n");
        text.Append($"    private {name}({name} original)\n    {{\n");
        foreach (var property in model.CachedProperties)
        {
            text.Append($"        {property} = original.{property};\n");
        }

        text.Append("    }\n\n");
        text.Append($"    /// <inheritdoc/>\n    public bool Equals({name}? other) => other is not null "
            + $"&& {string.Join(" && ", model.CachedProperties.Select(static p => $"Equals({p}, other.{p})"))};\n\n");
        text.Append($"    /// <inheritdoc/>\n    public override int GetHashCode() => "
            + $"HashCode.Combine({string.Join(", ", model.CachedProperties.Take(8))});\n\n");
    }
}
