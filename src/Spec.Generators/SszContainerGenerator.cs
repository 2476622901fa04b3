using Microsoft.CodeAnalysis;
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
            static (found, _) =>
            {
                var model = ContainerModel.Read((INamedTypeSymbol)found.TargetSymbol, found.Attributes[0], found.SemanticModel.Compilation);
                return (Name: $"{model.FullName}.g.cs", Text: ContainerWriter.Write(model));
            });
        context.RegisterSourceOutput(types, static (output, item) => output.AddSource(item.Name, item.Text));
    }
}
