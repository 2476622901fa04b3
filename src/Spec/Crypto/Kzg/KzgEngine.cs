using System.Runtime.Intrinsics;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Bls.Lanes;
using Consensoor.Spec.Crypto.Kzg.Lanes;

namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>
/// What cell proofs need for many points of G1, by the same vectors as a <see cref="BlsEngine"/>. All engines answer alike.
/// </summary>
internal abstract class KzgEngine
{
    /// <summary>The engine that goes with one for signatures.</summary>
    internal static KzgEngine Of(BlsEngine engine) => engine switch
    {
        LaneEngine<Lanes512, Vector512<double>> => new LaneKzgEngine<Lanes512, Vector512<double>>(),
        LaneEngine<Lanes256, Vector256<double>> => new LaneKzgEngine<Lanes256, Vector256<double>>(),
        _ => new PlainKzgEngine(),
    };

    /// <summary>
    /// Turns points as coefficients into values, as <see cref="FieldFft.Evaluate"/> does with field elements; a power of two of them, up to
    /// 128.
    /// </summary>
    internal abstract void Evaluate(Span<G1Jacobian> values);

    /// <summary>Turns values into coefficients times the number of them.</summary>
    internal abstract void InterpolateScaled(Span<G1Jacobian> values);

    /// <summary>Makes rows of fixed points, none of them infinity, ready to be multiplied often.</summary>
    internal abstract IFixedRows Prepare(G1Affine[] points, int rowLength);
}
