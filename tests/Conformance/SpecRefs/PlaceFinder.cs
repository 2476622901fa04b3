namespace Consensoor.Conformance.SpecRefs;

/// <summary>
/// Finds the declaration of an item among those of its name: of the kind that the item asks for, in the folder where its chapter is
/// written. A type that C# has no name for is found at the field that has it. Where that leaves several, or the name is another,
/// <see cref="PlaceHints"/> says which.
/// </summary>
public sealed class PlaceFinder(CodeIndex code, IReadOnlyList<SpecField> fields)
{
    private static readonly string[] First = ["BeaconState", "BeaconBlockBody"];

    private readonly ILookup<string, SpecField> _fields = fields.ToLookup(static field => field.Type);

    /// <summary>The declarations that an item may be, best first as far as rules go; one where there is no doubt.</summary>
    public IReadOnlyList<CodeDeclaration> Find(SpecItem item)
    {
        var hint = PlaceHints.For(item);
        var candidates = code.Named(hint is null ? NameOf(item) : hint[(hint.LastIndexOf('.') + 1)..])
            .Where(found => hint is null ? IsOfKind(item.Kind, found.Kind) : found.QualifiedName == hint)
            .ToArray();
        if (candidates.Length == 0)
        {
            return item.Kind == SpecItemKind.Type && hint is null ? FindField(item.Name) : [];
        }

        var best = candidates.Min(found => Rank(item, found));
        return
        [
            .. candidates.Where(found => Rank(item, found) == best)
                .GroupBy(static found => found.QualifiedName)
                .Select(static parts => parts.FirstOrDefault(IsInItsOwnFile) ?? parts.First()),
        ];
    }

    // The field of the state or the body of a block, else of the container that comes first.
    private IReadOnlyList<CodeDeclaration> FindField(string type) =>
    [
        .. _fields[type]
            .OrderBy(static field => Array.IndexOf(First, field.Of) is var at && at < 0 ? First.Length : at)
            .SelectMany(field => code.Named(Pascal(field.Name, static part => part)).Where(found =>
                found.QualifiedName == $"{field.Of}.{found.Name}" && found.File.StartsWith("src/Spec/", StringComparison.Ordinal)))
            .Take(1),
    ];

    /// <summary>The name of an item in C#.</summary>
    public static string NameOf(SpecItem item) => item.Kind switch
    {
        SpecItemKind.Function => Pascal(item.Name, static part => part),
        SpecItemKind.Constant or SpecItemKind.Preset or SpecItemKind.Config =>
            Pascal(item.Name, static part => part.ToLowerInvariant()),
        SpecItemKind.Topic => Pascal(item.Name, static part => part) + "Topic",
        _ => item.Name,
    };

    private static string Pascal(string name, Func<string, string> rest) =>
        string.Concat(name.Split('_').Where(static part => part.Length > 0)
            .Select(part => char.ToUpperInvariant(part[0]) + rest(part[1..])));

    // A type that is declared in parts is at home in the file of its name.
    private static bool IsInItsOwnFile(CodeDeclaration found) =>
        found.Kind == CodeDeclarationKind.Type && Path.GetFileNameWithoutExtension(found.File) == found.Name;

    private static bool IsOfKind(SpecItemKind item, CodeDeclarationKind declaration) => item switch
    {
        SpecItemKind.Function => declaration == CodeDeclarationKind.Method,
        SpecItemKind.Container or SpecItemKind.Dataclass => declaration == CodeDeclarationKind.Type,
        SpecItemKind.Topic => declaration == CodeDeclarationKind.StaticClass,
        SpecItemKind.Type => declaration is CodeDeclarationKind.Type or CodeDeclarationKind.Alias,
        _ => declaration is CodeDeclarationKind.Property or CodeDeclarationKind.Field or CodeDeclarationKind.EnumMember,
    };

    private static int Rank(SpecItem item, CodeDeclaration found)
    {
        var folders = Folders(item);
        for (var i = 0; i < folders.Length; i++)
        {
            if (found.File.StartsWith("src/" + folders[i], StringComparison.Ordinal))
            {
                return i;
            }
        }

        return folders.Length;
    }

    private static string[] Folders(SpecItem item) => item.Kind switch
    {
        SpecItemKind.Preset => ["Spec/Presets/Preset.cs", "Spec/Presets/"],
        SpecItemKind.Config => ["Spec/Config/ChainConfig.cs", "Spec/Config/"],
        SpecItemKind.Constant => ["Spec/Constants/", .. ChapterFolders(item.Document), "Spec/"],
        SpecItemKind.Topic => ["Actors/Network/Topics/"],
        SpecItemKind.Type => ["Spec/"],
        SpecItemKind.Container => ["Spec/Containers/", "Spec/State/", "Spec/"],
        _ => [.. ChapterFolders(item.Document), "Spec/"],
    };

    private static string[] ChapterFolders(string document) => document switch
    {
        "beacon-chain.md" or "weak-subjectivity.md" or "deposit-contract.md" => ["Spec/Transition/", "Spec/Config/"],
        "fork.md" => ["Spec/Transition/Upgrades/", "Spec/Config/"],
        "fork-choice.md" or "optimistic-sync.md" or "fast-confirmation.md" => ["Spec/ForkChoice/"],
        "inclusion-list.md" => ["Spec/ForkChoice/", "Spec/Transition/"],
        "p2p-interface.md" => ["Spec/Gossip/", "Spec/DataColumns/", "Spec/Config/", "Spec/Duties/"],
        "partial-columns/p2p-interface.md" => ["Spec/Gossip/", "Spec/DataColumns/"],
        "das-core.md" or "polynomial-commitments.md" => ["Spec/DataColumns/"],
        "validator.md" or "builder.md" => ["Spec/Duties/", "Spec/DataColumns/"],
        "bls.md" => ["Spec/Crypto/Bls/"],
        _ when document.StartsWith("light-client/", StringComparison.Ordinal) => ["Spec/LightClient/"],
        _ => [],
    };
}
