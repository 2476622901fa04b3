using System.Reflection;
using Consensoor.Actors.Tests.Architecture;
using PublicApiGenerator;
using Xunit;

namespace Consensoor.Actors.Tests.Packages;

/// <summary>
/// What each package offers is what its file of docs/packages says, so that a change of it is seen; CONSENSOOR_WRITE_DOCS=1 writes the
/// files anew.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions Options = new()
    {
        IncludeAssemblyAttributes = false,
        ExcludeAttributes =
        [
            "System.Runtime.CompilerServices.CompilerGeneratedAttribute", "System.CodeDom.Compiler.GeneratedCodeAttribute",
        ],
    };

    [Theory]
    [InlineData("Consensoor.Spec")]
    [InlineData("Consensoor.P2P")]
    [InlineData("Consensoor.Hosting")]
    [InlineData("Consensoor.TestKit")]
    public void APackageOffersWhatItsFileSays(string package)
    {
        var file = Path.Combine(Repository.Root, "docs", "packages", $"{package}.txt");
        var api = Assembly.Load(package).GeneratePublicApi(Options).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("CONSENSOOR_WRITE_DOCS") == "1")
        {
            File.WriteAllText(file, api);
        }

        Assert.True(
            api == File.ReadAllText(file),
            $"{package} offers something else than docs/packages/{package}.txt says; where that is meant: CONSENSOOR_WRITE_DOCS=1");
    }
}
