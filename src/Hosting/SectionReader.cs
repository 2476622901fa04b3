using Microsoft.Extensions.Configuration;

namespace Consensoor.Hosting;

/// <summary>Reads a section of configuration as settings by path; a list is joined by commas.</summary>
internal static class SectionReader
{
    /// <summary>Gives the settings of a section.</summary>
    public static IEnumerable<(string Path, string Value)> Read(IConfigurationSection section) =>
        section.GetChildren().SelectMany(static child => Read(child, ""));

    private static IEnumerable<(string Path, string Value)> Read(IConfigurationSection section, string above)
    {
        var path = above.Length == 0 ? section.Key : $"{above}.{section.Key}";
        var children = section.GetChildren().ToList();
        if (children.Count == 0)
        {
            return section.Value is { } value ? [(path, Text(value))] : [];
        }

        return children.TrueForAll(static child => child.Value is not null && int.TryParse(child.Key, out _))
            ? [(path, string.Join(',', children.OrderBy(static child => int.Parse(child.Key)).Select(static child => child.Value)))]
            : children.SelectMany(child => Read(child, path));
    }

    // JSON's true and false come with a capital.
    private static string Text(string value) => value switch
    {
        "True" => "true",
        "False" => "false",
        _ => value,
    };
}
