using Consensoor.Spec.Config;

namespace Consensoor.Interop.Engine.Rest;

/// <summary>The names that forks have in the REST form of the Engine API: those of the execution layer.</summary>
internal static class RestForks
{
    private static readonly (string Name, ForkName Fork)[] Table =
    [
        ("paris", ForkName.Bellatrix), ("shanghai", ForkName.Capella), ("cancun", ForkName.Deneb), ("prague", ForkName.Electra),
        ("osaka", ForkName.Fulu), ("amsterdam", ForkName.Gloas),
    ];

    /// <summary>The forks that have a REST form, in their order.</summary>
    public static IReadOnlyList<ForkName> All { get; } = [.. Table.Select(static row => row.Fork)];

    /// <summary>The name of a fork; null for one that has no REST form (heze).</summary>
    public static string? NameOf(ForkName fork) => Table.FirstOrDefault(row => row.Fork == fork).Name;

    /// <summary>The fork of a name; null where there is none.</summary>
    public static ForkName? Of(string name)
    {
        foreach (var row in Table)
        {
            if (row.Name == name)
            {
                return row.Fork;
            }
        }

        return null;
    }
}
