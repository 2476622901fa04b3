using System.Reflection;
using Xunit;

namespace Consensoor.Actors.Tests.Architecture;

/// <summary>The arrows of docs/architecture.md: what each assembly of this program may refer to, of those of this program.</summary>
public sealed class ArrowTests
{
    private const string Prefix = "Consensoor.";

    [Theory]
    [InlineData("Spec", "")]
    [InlineData("Messages", "Spec")]
    [InlineData("P2P", "Spec")]
    [InlineData("Interop", "Messages P2P Spec")]
    [InlineData("Actors", "Interop Messages P2P Spec")]
    [InlineData("Hosting", "Actors Interop Messages P2P Spec")]
    [InlineData("TestKit", "Hosting Actors Interop Messages P2P Spec")]
    public void AnAssemblyRefersToWhatIsBelowIt(string name, string below)
    {
        var own = Assembly.Load(Prefix + name).GetReferencedAssemblies()
            .Select(static reference => reference.Name!)
            .Where(static reference => reference.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(static reference => reference[Prefix.Length..]);
        Assert.Empty(own.Except(below.Split(' ')));
    }
}
