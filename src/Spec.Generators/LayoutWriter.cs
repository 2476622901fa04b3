using System.Linq;
using System.Text;

namespace Consensoor.Spec.Generators;

/// <summary>Writes the members of one layout of a container.</summary>
internal static class LayoutWriter
{
    public static void Write(StringBuilder text, ContainerModel model, int index)
    {
        var layout = model.Layouts[index];
        Lengths(text, layout, index);
        Encode(text, layout, index);
        Decode(text, model, layout, index);
        Roots(text, model, layout, index);
        Json(text, model, layout, index);
    }

    private static string Arguments(FieldModel field) => $"<{field.CSharpType}, {field.Codec}>";

    private static string Construct(ContainerModel model, LayoutModel layout, System.Func<FieldModel, int, string> value)
    {
        var constructor = model.PartialProperties.Count > 0 ? $"new {model.Name}(context)" : $"new {model.Name}()";
        return $"{constructor} {{ {string.Join(", ", layout.Fields.Select((f, i) => $"{f.Property} = {value(f, i)}"))} }}";
    }

    private static void Lengths(StringBuilder text, LayoutModel layout, int index)
    {
        text.Append(
            $"    private static int FixedLength{index}(SszContext context)\n    {{\n        var total = 0;\n        int length;\n");
        foreach (var field in layout.Fields)
        {
            text.Append($"        if ((length = {field.Codec}.FixedLength(context)) < 0)\n        {{\n            return -1;\n        "
                + $"}}\n\n        total += length;\n");
        }

        text.Append("        return total;\n    }\n\n");
        text.Append($"    private int EncodedLength{index}(SszContext context) "
            + $"=>\n        "
            + $"{string.Join("\n        + ", layout.Fields.Select(f => $"SszField.Length{Arguments(f)}({f.Property}, context)"))};\n\n");
    }

    private static void Encode(StringBuilder text, LayoutModel layout, int index)
    {
        text.Append($"    private void Encode{index}(Span<byte> destination, SszContext context)\n    {{\n");
        text.Append($"        var writer = new "
            + $"SszFieldWriter(destination, {string.Join(" + ", layout.Fields.Select(f => $"SszField.Head{Arguments(f)}(context)"))});\n");
        foreach (var field in layout.Fields)
        {
            text.Append($"        SszField.Encode{Arguments(field)}(ref writer, {field.Property}, context);\n");
        }

        text.Append("    }\n\n");
    }

    private static void Decode(StringBuilder text, ContainerModel model, LayoutModel layout, int index)
    {
        text.Append($"    private static SszSchema Schema{index}(SszContext context) => "
            + $"SszSchema.{(layout.IsProgressive ? "ProgressiveContainer" : "Container")}(\n        \"{model.Name}\",\n        ");
        text.Append(string.Join(
            ",\n        ",
            layout.Fields.Select(
                (f, i) => $"new SszSchemaField(\"{f.Json}\", {(layout.IsProgressive ? f.Position : i)}, {f.Codec}.Schema(context))")));
        text.Append(");\n\n");
        text.Append($"    private static {model.Name} Default{index}(SszContext context) "
            + $"=> {Construct(model, layout, static (f, _) => $"{f.Codec}.Default(context)")};\n\n");
        text.Append($"    private static bool TryDecode{index}(ReadOnlySpan<byte> bytes, int at, SszContext context, "
            + $"out {model.Name} value, ref SszFailure failure)\n    {{\n");
        text.Append($"        value = null!;\n        ReadOnlySpan<int> lengths = "
            + $"[{string.Join(", ", layout.Fields.Select(static f => $"{f.Codec}.FixedLength(context)"))}];\n");
        text.Append("        if (!SszFieldReader.TryCreate(bytes, at, lengths, out var reader, ref failure))\n        {\n            "
            + "return false;\n        }\n\n");
        for (var i = 0; i < layout.Fields.Count; i++)
        {
            var field = layout.Fields[i];
            text.Append($"        if (!{field.Codec}.TryDecode(reader.Next(lengths[{i}], lengths[{i + 1}..]), reader.At, context, out var "
                + $"f{i}, ref failure))\n        {{\n            return failure.In(\"{field.Json}\");\n        }}\n\n");
        }

        text.Append($"        value = {Construct(model, layout, static (_, i) => $"f{i}")};\n        return true;\n    }}\n\n");
    }

    private static void Roots(StringBuilder text, ContainerModel model, LayoutModel layout, int index)
    {
        var count = layout.IsProgressive ? layout.Fields.Max(static f => f.Position) + 1 : layout.Fields.Count;
        var active = layout.Fields.Aggregate(0UL, static (bits, f) => bits | (1UL << f.Position));
        int Position(FieldModel field, int i) => layout.IsProgressive ? field.Position : i;

        text.Append($"    private Bytes32 HashTreeRoot{index}(SszContext context)\n    {{\n        Span<byte> chunks = stackalloc "
            + $"byte[{32 * count}];\n");
        if (layout.IsProgressive)
        {
            text.Append("        chunks.Clear();\n");
        }

        text.Append("        WriteRoots" + index + "(chunks, context);\n");
        text.Append(layout.IsProgressive
            ? $"        return Merkle.MixInActiveFields(Merkle.MerkleizeProgressive(chunks), 0x{active:x}UL);\n    }}\n\n"
            : $"        return Merkle.Merkleize(chunks, {count});\n    }}\n\n");

        // Byte vectors of more than a chunk are hashed in batches where there are many values.
        var batched = !layout.IsProgressive && model.CachedProperties is null && count >= 2;
        bool IsBatched(FieldModel field) => batched && field.VectorLength is > 32 and <= 128;
        text.Append($"    private void WriteRoots{index}(Span<byte> chunks, SszContext context)\n    {{\n        "
            + $"WriteBatchRoots{index}(chunks, context);\n");
        for (var i = 0; i < layout.Fields.Count; i++)
        {
            if (IsBatched(layout.Fields[i]))
            {
                text.Append($"        SszField.Root{Arguments(layout.Fields[i])}({layout.Fields[i].Property}, "
                    + $"chunks, {Position(layout.Fields[i], i)}, context);\n");
            }
        }

        text.Append("    }\n\n");
        text.Append($"    private void WriteBatchRoots{index}(Span<byte> chunks, SszContext context)\n    {{\n");
        for (var i = 0; i < layout.Fields.Count; i++)
        {
            if (IsBatched(layout.Fields[i]))
            {
                continue;
            }

            text.Append($"        SszField.Root{Arguments(layout.Fields[i])}({layout.Fields[i].Property}, "
                + $"chunks, {Position(layout.Fields[i], i)}, context);\n");
        }

        text.Append("    }\n\n");

        text.Append($"    private static void HashTreeRoots{index}(ReadOnlySpan<{model.Name}> values, Span<byte> roots, SszContext "
            + $"context)\n    {{\n");
        if (!batched)
        {
            text.Append("        for (var i = 0; i < values.Length; i++)\n        {\n            var root = "
                + "values[i].HashTreeRoot(context);\n            root.AsSpan().CopyTo(roots[(32 * i)..]);\n        }\n    }\n\n");
        }
        else
        {
            var width = 1;
            while (width < count)
            {
                width *= 2;
            }

            var vectors = layout.Fields.Select((f, i) => (Field: f, Position: i)).Where(f => IsBatched(f.Field)).Select(f =>
                $",\n            new SszVectorField<{model.Name}>({f.Position}, {f.Field.VectorLength}, static (value, destination) => "
                    + $"value.{f.Field.Property}.AsSpan().CopyTo(destination))");
            text.Append($"        Merkle.ManyRoots(\n            values, {width}, roots, context, static (value, chunks, context) => "
                + $"value.WriteBatchRoots{index}(chunks, context){string.Concat(vectors)});\n    }}\n\n");
        }

        text.Append($"    private SszNode ToNode{index}(SszContext context)\n    {{\n        var nodes = new SszNode[{count}];\n");
        if (layout.IsProgressive)
        {
            text.Append("        Array.Fill(nodes, SszNode.Leaf(Bytes32.Zero));\n");
        }

        for (var i = 0; i < layout.Fields.Count; i++)
        {
            text.Append($"        nodes[{Position(layout.Fields[i], i)}] = "
                + $"SszField.Node{Arguments(layout.Fields[i])}({layout.Fields[i].Property}, context);\n");
        }

        text.Append(layout.IsProgressive
            ? $"        return SszNode.MixIn(SszNode.ProgressiveTree(nodes), 0x{active:x}UL);\n    }}\n\n"
            : $"        return SszNode.Tree(nodes, Merkle.Depth({count}));\n    }}\n\n");
    }

    private static void Json(StringBuilder text, ContainerModel model, LayoutModel layout, int index)
    {
        text.Append(
            $"    private void WriteJson{index}(Utf8JsonWriter writer, SszContext context)\n    {{\n        writer.WriteStartObject();\n");
        foreach (var field in layout.Fields)
        {
            text.Append($"        writer.WritePropertyName(\"{field.Json}\"u8);\n        {field.Codec}.WriteJson(writer, {field.Property}, "
                + $"context);\n");
        }

        text.Append("        writer.WriteEndObject();\n    }\n\n");
        text.Append($"    private static bool TryReadJson{index}(JsonElement json, SszContext context, out {model.Name} value, ref "
            + $"SszFailure failure)\n    {{\n        value = null!;\n");
        text.Append("        if (json.ValueKind != JsonValueKind.Object)\n        {\n            return "
            + "failure.Fail(SszErrorKind.JsonKind, 0, $\"{json.ValueKind} is no object\");\n        }\n\n");
        for (var i = 0; i < layout.Fields.Count; i++)
        {
            text.Append($"        {layout.Fields[i].CSharpType} f{i} = default!;\n");
        }

        text.Append("        var seen = 0UL;\n        foreach (var member in json.EnumerateObject())\n        {\n            if "
            + "(!SszChecks.Name(member, out var name, ref failure))\n            {\n                return false;\n            "
            + "}\n\n            switch (name)\n            {\n");
        for (var i = 0; i < layout.Fields.Count; i++)
        {
            var field = layout.Fields[i];
            text.Append($"                case \"{field.Json}\":\n                    if ((seen & (1UL << {i})) != 0)\n                    "
                + $"{{\n                        return SszChecks.Repeated(name, ref failure);\n                    "
                + $"}}\n\n                    if (!{field.Codec}.TryReadJson(member.Value, context, out f{i}, ref "
                + $"failure))\n                    {{\n                        return failure.In(\"{field.Json}\");\n                    "
                + $"}}\n\n                    seen |= 1UL << {i};\n                    break;\n");
        }

        var all = layout.Fields.Count == 64 ? ulong.MaxValue : (1UL << layout.Fields.Count) - 1;
        text.Append("                default:\n                    return failure.Fail(SszErrorKind.JsonUnknownField, 0, $\"no field "
            + "'{SszChecks.Shorten(name)}'\");\n            }\n        }\n\n");
        text.Append($"        if (seen != 0x{all:x}UL)\n        {{\n            string[] names = "
            + $"[{string.Join(", ", layout.Fields.Select(static f => $"\"{f.Json}\""))}];\n");
        text.Append("            return failure.Fail(SszErrorKind.JsonMissingField, 0, $\"field "
            + "'{names[System.Numerics.BitOperations.TrailingZeroCount(~seen)]}' is missing\");\n        }\n\n");
        text.Append($"        value = {Construct(model, layout, static (_, i) => $"f{i}")};\n        return true;\n    }}\n\n");
    }
}
