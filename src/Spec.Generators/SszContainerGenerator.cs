using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Consensoor.Spec.Generators;

/// <summary>Writes the SSZ members of every type marked [SszContainer], and the table of their names.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class SszContainerGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var types = context.SyntaxProvider.ForAttributeWithMetadataName(
            "Consensoor.Spec.Ssz.SszContainerAttribute",
            static (node, _) => node is TypeDeclarationSyntax,
            static (found, _) =>
            {
                var model = ContainerModel.Read((INamedTypeSymbol)found.TargetSymbol, found.Attributes[0], found.SemanticModel.Compilation);
                return (model.Name, model.FullName, model.Since, Text: ContainerWriter.Write(model));
            });
        context.RegisterSourceOutput(types, static (output, item) => output.AddSource($"{item.FullName}.g.cs", item.Text));

        var hasRegistry = context.CompilationProvider.Select(static (compilation, _) =>
            SymbolEqualityComparer.Default.Equals(
                compilation.GetTypeByMetadataName(RegistryWriter.TypeName)?.ContainingAssembly, compilation.Assembly));
        var entries = types.Select(static (item, _) => (item.Name, item.FullName, item.Since)).Collect();
        context.RegisterSourceOutput(entries.Combine(hasRegistry), static (output, item) =>
        {
            if (item.Right)
            {
                output.AddSource("SszTypes.g.cs", RegistryWriter.Write(item.Left));
            }
        });
    }
}
