using System.Reflection;
using Xunit;

namespace Consensoor.Actors.Tests.Packages;

/// <summary>
/// What says of itself that it may be trimmed is what its build proves so; Akka and the Beacon API's server make no promise of that kind.
/// </summary>
public sealed class TrimMarkTests
{
    [Theory]
    [InlineData("Consensoor.Spec", true)]
    [InlineData("Consensoor.P2P", true)]
    [InlineData("Consensoor.Actors", false)]
    [InlineData("Consensoor.Hosting", false)]
    [InlineData("Consensoor.TestKit", false)]
    public void APackageIsMarkedWhereItHolds(string package, bool isMarked)
    {
        var marks = Assembly.Load(package).GetCustomAttributes<AssemblyMetadataAttribute>()
            .ToDictionary(static mark => mark.Key, static mark => mark.Value);
        Assert.Equal(isMarked, marks.GetValueOrDefault("IsTrimmable") == "True");
        Assert.Equal(isMarked, marks.GetValueOrDefault("IsAotCompatible") == "True");
    }
}
