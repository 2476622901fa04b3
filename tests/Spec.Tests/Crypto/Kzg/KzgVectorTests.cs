using Consensoor.Conformance.Kzg;
using Consensoor.Spec.Crypto.Kzg;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Kzg;

/// <summary>The official vectors, where <c>CONSENSOOR_VECTORS</c> names a folder that has them.</summary>
public class KzgVectorTests
{
    public static TheoryData<string> Handlers =>
        [.. Directory.Exists(Root) ? Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder)!) : (string[])["none"]];

    private static string Root => Path.Combine(Environment.GetEnvironmentVariable("CONSENSOOR_VECTORS") ?? "", "general", "kzg");

    [Theory]
    [MemberData(nameof(Handlers))]
    public void EveryCasePasses(string handler)
    {
        if (!Directory.Exists(Root))
            return;

        var failures = new List<string>();
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Root, handler), "data.yaml", SearchOption.AllDirectories))
        {
            using StreamReader data = File.OpenText(file);
            if (KzgVectors.Check(TestBlobs.Kzg, handler, data) is { } failure)
                failures.Add($"{Path.GetFileName(Path.GetDirectoryName(file))}: {failure}");
        }

        Assert.Empty(failures);
    }
}
