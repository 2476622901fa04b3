using Consensoor.Conformance.Bls;
using Consensoor.Spec.Crypto.Bls;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls;

/// <summary>The official vectors, where <c>CONSENSOOR_VECTORS</c> names a folder that has them.</summary>
public sealed class BlsVectorTests
{
    public static TheoryData<string, string> Handlers
    {
        get
        {
            var handlers = new TheoryData<string, string>();
            foreach (string fork in (string[])["phase0", "altair"])
            {
                string folder = Folder(fork);
                foreach (string handler in Directory.Exists(folder)
                    ? Directory.GetDirectories(folder).Select(name => Path.GetFileName(name)!)
                    : ["none"])
                    handlers.Add(fork, handler);
            }

            return handlers;
        }
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public void EveryCasePasses(string fork, string handler)
    {
        if (handler == "none")
            return;

        var bls = new ManagedBls();
        var failures = new List<string>();
        foreach (string file in Cases(Path.Combine(Folder(fork), handler)))
        {
            using StreamReader data = File.OpenText(file);
            if (BlsVectors.Check(bls, handler, data) is { } failure)
                failures.Add($"{file}: {failure}");
        }

        Assert.Empty(failures);
    }

    /// <summary>A case is a file of its own in phase0, and the data.yaml of a folder since altair.</summary>
    private static IEnumerable<string> Cases(string folder) =>
        Directory.EnumerateFiles(folder, "*.yaml").Concat(Directory.EnumerateFiles(folder, "data.yaml", SearchOption.AllDirectories));

    private static string Folder(string fork) =>
        Path.Combine(Environment.GetEnvironmentVariable("CONSENSOOR_VECTORS") ?? "", "general", fork, "bls");
}
