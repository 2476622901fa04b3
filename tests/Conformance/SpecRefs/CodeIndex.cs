using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Consensoor.Conformance.SpecRefs;

/// <summary>
/// What the C# files below `src` of a checkout declare, read from their syntax trees: types, aliases, methods, properties (those
/// of records' parameters too), fields and members of enums. Locals, parameters and uses are no declarations.
/// </summary>
public sealed class CodeIndex
{
    private readonly ILookup<string, CodeDeclaration> _byName;
    private readonly HashSet<string> _places;

    /// <summary>Reads the files of a checkout.</summary>
    public CodeIndex(string checkout)
        : this(Files(checkout))
    {
    }

    /// <summary>Reads files that are given by path and text.</summary>
    public CodeIndex(IEnumerable<(string Path, string Text)> files)
    {
        var found = files.AsParallel().AsOrdered().SelectMany(static file => Declarations(file.Path, file.Text)).Distinct().ToArray();
        _byName = found.ToLookup(static declaration => declaration.Name);
        _places = [.. found.Select(static declaration => declaration.Place)];
    }

    /// <summary>All declarations of a name, in order of files.</summary>
    public IEnumerable<CodeDeclaration> Named(string name) => _byName[name];

    /// <summary>True where a place (`file#Type.Member`) is a declaration.</summary>
    public bool Declares(string place) => _places.Contains(place);

    private static IEnumerable<(string Path, string Text)> Files(string checkout) =>
        from file in Directory.EnumerateFiles(Path.Combine(checkout, "src"), "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(checkout, file).Replace('\\', '/')
        where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
        orderby path
        select (path, File.ReadAllText(file));

    private static IEnumerable<CodeDeclaration> Declarations(string path, string text)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var root = CSharpSyntaxTree.ParseText(text, options).GetCompilationUnitRoot();
        foreach (var alias in root.Usings.Where(static alias => alias.Alias is not null && alias.GlobalKeyword != default))
        {
            yield return new CodeDeclaration(path, alias.Alias!.Name.Identifier.Text, CodeDeclarationKind.Alias);
        }

        foreach (var type in root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>())
        {
            var outer = string.Join(
                '.',
                type.AncestorsAndSelf().OfType<BaseTypeDeclarationSyntax>().Reverse().Select(static of => of.Identifier.Text));
            var isStatic = type.Modifiers.Any(SyntaxKind.StaticKeyword);
            yield return new CodeDeclaration(path, outer, isStatic ? CodeDeclarationKind.StaticClass : CodeDeclarationKind.Type);
            foreach (var (name, kind) in Members(type))
            {
                yield return new CodeDeclaration(path, $"{outer}.{name}", kind);
            }
        }
    }

    private static IEnumerable<(string Name, CodeDeclarationKind Kind)> Members(BaseTypeDeclarationSyntax declaration)
    {
        if (declaration is EnumDeclarationSyntax of)
        {
            return of.Members.Select(static member => (member.Identifier.Text, CodeDeclarationKind.EnumMember));
        }

        var type = (TypeDeclarationSyntax)declaration;
        var parameters = type is RecordDeclarationSyntax { ParameterList: { } list }
            ? list.Parameters.Select(static parameter => (parameter.Identifier.Text, CodeDeclarationKind.Property))
            : [];
        return parameters.Concat(type.Members.SelectMany(static member => member switch
        {
            MethodDeclarationSyntax method => [(method.Identifier.Text, CodeDeclarationKind.Method)],
            PropertyDeclarationSyntax property => [(property.Identifier.Text, CodeDeclarationKind.Property)],
            FieldDeclarationSyntax field =>
                field.Declaration.Variables.Select(static variable => (variable.Identifier.Text, CodeDeclarationKind.Field)),
            _ => Enumerable.Empty<(string, CodeDeclarationKind)>(),
        }));
    }
}
