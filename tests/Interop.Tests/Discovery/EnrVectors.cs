using System.IO.Compression;
using System.Text.Json;

namespace Consensoor.Interop.Tests.Discovery;

/// <summary>The records of boot nodes of 21 networks, as an independent library reads them.</summary>
internal static class EnrVectors
{
    private static readonly JsonDocument Document = Read();

    public static JsonElement Example => Document.RootElement.GetProperty("eip778_example");

    public static IReadOnlyList<JsonElement> BootNodes { get; } =
        [.. Document.RootElement.GetProperty("bootnodes").EnumerateObject().SelectMany(static network => network.Value.EnumerateArray())];

    public static IReadOnlyList<string> ValidTexts { get; } =
    [
        .. BootNodes.Where(static node => !node.TryGetProperty("error", out _)).Select(static node => node.GetProperty("enr").GetString()!),
    ];

    private static JsonDocument Read()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Discovery", "Vectors", "enrs.json.gz"));
        using var text = new GZipStream(file, CompressionMode.Decompress);
        return JsonDocument.Parse(text);
    }
}
