using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Consensoor.Spec.Generators;

/// <summary>Writes the SSZ members of every type marked [SszContainer].</summary>
[Generator(LanguageNames.CSharp)]
public sealed class SszContainerGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var types = context.SyntaxProvider.ForAttributeWithMetadataName(
            "Consensoor.Spec.Ssz.SszContainerAttribute",
            static (node, _) => node is TypeDeclarationSyntax,
            static (found, _) => Source((INamedTypeSymbol)found.TargetSymbol));
        context.RegisterSourceOutput(types, static (output, item) => output.AddSource(item.Name, item.Text));
    }

    private static (string Name, string Text) Source(INamedTypeSymbol type)
    {
        var name = type.Name;
        var text = new StringBuilder();
        text.Append($"#nullable enable\nusing System;\nusing Consensoor.Spec.Ssz;\nnamespace {type.ContainingNamespace};\n");
        text.Append($"partial {(type.IsRecord ? "record" : "class")} {name} : ISszType<{name}>\n{{\n");
        text.Append($"    static int ISszType<{name}>.FixedLength(SszContext context) => -1;\n");
        text.Append($"    public static {name} Default(SszContext context) => throw new NotSupportedException();\n");
        text.Append($"    public static bool TryDecode(ReadOnlySpan<byte> bytes, SszContext context, out {name} value, out SszError error) => throw new NotSupportedException();\n");
        text.Append("    public int EncodedLength(SszContext context) => 0;\n");
        text.Append("    public void Encode(Span<byte> destination, SszContext context) { }\n");
        text.Append("    public Bytes32 HashTreeRoot(SszContext context) => default;\n");
        var partials = type.GetMembers().OfType<IPropertySymbol>().Where(static p => p.IsPartialDefinition).ToArray();
        if (partials.Length > 0)
        {
            text.Append("    public bool IsFrozen { get; private set; }\n");
            text.Append("    private void ThrowIfFrozen() { if (IsFrozen) { throw new InvalidOperationException(\"a frozen state is not written; take a Copy\"); } }\n");
            text.Append($"    partial void OnCopied({name} source);\n");
            foreach (var property in partials)
            {
                var propertyType = property.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
                text.Append($"    private {propertyType} _{property.Name} = default!;\n");
                text.Append($"    public partial {propertyType} {property.Name} {{ get => _{property.Name}; set {{ ThrowIfFrozen(); _{property.Name} = value; }} }}\n");
            }

            text.Append($"    public {name} Copy()\n    {{\n        var copy = new {name}(Ssz);\n");
            foreach (var property in partials)
            {
                var isList = property.Type.Name == "PersistentList";
                text.Append($"        copy._{property.Name} = _{property.Name}{(isList ? "?.Copy()!" : "")};\n");
            }

            text.Append("        copy.OnCopied(this);\n        return copy;\n    }\n");
            text.Append("    public void Freeze()\n    {\n");
            foreach (var property in partials.Where(static p => p.Type.Name == "PersistentList"))
            {
                text.Append($"        _{property.Name}?.Freeze();\n");
            }

            text.Append("        IsFrozen = true;\n    }\n");
            text.Append("    public Bytes32 HashTreeRoot() => HashTreeRoot(Ssz);\n");
        }

        text.Append("}\n");
        return ($"{name}.Ssz.g.cs", text.ToString());
    }
}
