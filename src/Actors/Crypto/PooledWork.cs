using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Crypto;

/// <summary>Work of the crypto pool and who is owed its answer, which is one of done and dropped.</summary>
internal sealed record PooledWork(ICryptoWork Work, IActorRef ReplyTo)
{
    /// <summary>The signatures (or columns) of the work.</summary>
    public int Weight => Work switch
    {
        VerifySignatures signatures => signatures.Items.Sum(static claims => claims.Count),
        VerifyTogether together => together.Sets.Count,
        VerifyDataColumns columns => columns.Columns.Count,
        _ => throw new ArgumentOutOfRangeException(nameof(Work), Work.GetType().Name, "no work of the crypto pool"),
    };

    /// <summary>Tells who asked that all holds, as it does where there is nothing to verify.</summary>
    public void Accept() => ReplyTo.Tell(Work switch
    {
        VerifySignatures signatures => new SignaturesVerified(signatures.RequestId, [.. signatures.Items.Select(static _ => true)]),
        VerifyTogether together => together.IfValid,
        VerifyDataColumns columns => new DataColumnsVerified(columns.BlockRoot, columns.Columns, []),
        _ => throw new ArgumentOutOfRangeException(nameof(Work), Work.GetType().Name, "no work of the crypto pool"),
    });

    /// <summary>Tells who asked that nothing was verified.</summary>
    public void Drop(CryptoDrop reason) => ReplyTo.Tell(Work switch
    {
        VerifySignatures signatures => new SignaturesDropped(signatures.RequestId, reason),
        VerifyTogether together => together.IfDropped,
        VerifyDataColumns columns => new DataColumnsDropped(columns.BlockRoot, columns.Columns, reason),
        _ => throw new ArgumentOutOfRangeException(nameof(Work), Work.GetType().Name, "no work of the crypto pool"),
    });
}
