using Xunit;

namespace Consensoor.Actors.Tests.Architecture;

/// <summary>A test that waits by Akka's own three seconds fails on a loaded machine.</summary>
public sealed class PatienceTests
{
    [Fact]
    public void EveryKitIsAPatientOne() => Assert.Equal(
        [nameof(PatientKit)],
        typeof(PatientKit).Assembly.GetTypes().Where(static type => type.BaseType == typeof(Akka.TestKit.Xunit2.TestKit))
            .Select(static type => type.Name));
}
