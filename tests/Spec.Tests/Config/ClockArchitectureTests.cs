using System.Text.RegularExpressions;
using Xunit;

namespace Consensoor.Spec.Tests.Config;

/// <summary>Nobody but the clock counts with the length of a slot.</summary>
public sealed partial class ClockArchitectureTests
{
    // Who names the key: its definition, its reading and writing, and the devnet's option. None of them computes with it.
    private static readonly string[] Names =
    [
        "src/Spec/Config/", "src/Interop/Genesis/DevnetChain.cs",
    ];

    [Fact]
    public void OnlySlotTimesMultipliesBySlotLengths()
    {
        var root = Checkout.Place();
        var wrong = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(root, file).Replace('\\', '/');
            if (name.Contains("/obj/", StringComparison.Ordinal) || name == "src/Spec/Config/SlotTimes.cs")
            {
                continue;
            }

            var isNamed = Names.Any(allowed => name.StartsWith(allowed, StringComparison.Ordinal));
            wrong.AddRange(File.ReadLines(file)
                .Where(line => SlotLength().IsMatch(line) && (!isNamed || Arithmetic().IsMatch(line)))
                .Select(line => $"{name}: {line.Trim()}"));
        }

        Assert.Empty(wrong);
    }

    [GeneratedRegex("SlotDurationMs|SecondsPerSlot")]
    private static partial Regex SlotLength();

    [GeneratedRegex(@"SlotDurationMs\s*[*+%-]|[*+%-]\s*(\w+\.)*SlotDurationMs")]
    private static partial Regex Arithmetic();
}
