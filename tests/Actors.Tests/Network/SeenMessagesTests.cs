using Consensoor.Actors.Network;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Tests for how long a message counts as seen, and that not too many do.</summary>
public sealed class SeenMessagesTests
{
    private const int Bound = 8;
    private static readonly GossipTopic Topic = new(ForkName.Gloas, default, TopicKind.BeaconBlock);

    [Fact]
    public void AMessageIsKnownForTwoPeriodsAndForgottenAfterThree() => Gen.Select(
        Gen.Int[0, 4], Gen.Int[0, 30]).List[1, 60].Sample(steps =>
    {
        var seen = new SeenMessages(int.MaxValue);
        var (period, added) = (0UL, new Dictionary<int, ulong>());
        foreach (var (turns, message) in steps)
        {
            seen.Turn(period += (ulong)turns);
            foreach (var (known, at) in added)
            {
                Assert.Equal(period - at < 3, seen.Contains(Topic, Bytes(known), out _));
            }

            if (seen.Add(Topic, Bytes(message)))
            {
                added[message] = period;
            }
        }
    });

    [Fact]
    public void AStrangerWhoSendsMuchCostsNoMoreThanTheBound()
    {
        var seen = new SeenMessages(Bound);
        for (var message = 0; message < 10 * Bound; message++)
        {
            Assert.True(seen.Add(Topic, Bytes(message)));
            Assert.InRange(seen.Count, 1, Bound);
            seen.Turn((ulong)message / 3);
        }
    }

    private static byte[] Bytes(int number) => BitConverter.GetBytes(number);
}
