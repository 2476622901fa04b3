using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>
/// The tests that nodes run in with seconds for slots: one after the other when all others are done, since on a busy machine their blocks
/// come late. `.ci/run` runs their category by itself.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RealTimeTests
{
    /// <summary>Names the collection.</summary>
    public const string Name = "real time";

    /// <summary>The category of its tests.</summary>
    public const string Category = "RealTime";
}
