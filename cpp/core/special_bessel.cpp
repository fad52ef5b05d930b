// Bessel functions of the first and second kind of orders 0 and 1, and the Airy function Ai.
#include <limits>
#include <numbers>

#include "core/special_functions.h"

namespace chainrule::special {

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// On [0, 8], in t = x^2 / 32 - 1: J0(x), J1(x) / x, Y0(x) - 2/pi log(x) J0(x) and
// (Y1(x) - 2/pi (log(x) J1(x) - 1 / x)) / x, all even and entire (DLMF 10.2.2, 10.8.1).
constexpr double kJ0Near[] = {
    0.15772797147489012,   -0.008723442352852221,   0.2651786132033368,    -0.37009499387264977,
    0.15806710233209725,   -0.034893769411408884,   0.004819180069467605,  -0.00046062616620627504,
    3.246032882100508e-05, -1.7619469077621507e-06, 7.608163592418782e-08, -2.679253530557673e-09,
    7.848696314479465e-11, -1.9438346867370164e-12, 4.125320595634374e-14, -7.588508125447546e-16,
    1.2218515873961411e-17};
constexpr double kJ1Near[] = {
    0.08104484632565812,    -0.1489751450676521,    0.1609992623572097,     -0.08268049176681791,
    0.022213639654966037,   -0.003646940600769276,  0.0004050337728354822,  -3.255554866857259e-05,
    1.9858774049915165e-06, -9.521984756750436e-08, 3.687133759097148e-09,  -1.178026622695885e-10,
    3.160154580348003e-12,  -7.221755239651773e-14, 1.4232144003513942e-15, -2.4441972916190464e-17,
    3.6912682997929334e-19};
constexpr double kY0Near[] = {
    -0.03314611320328494,    -0.2744743055297453,   0.17903431407718265,    0.26156734625504663,
    -0.17730201278114358,    0.04719668959576339,   -0.007287962479552079,  0.0007531135932577742,
    -5.632079141056987e-05,  3.206532537654801e-06, -1.44072332740187e-07,  5.248794787330516e-09,
    -1.5837552541812015e-10, 4.02633081830612e-12,  -8.747341203310769e-14, 1.6434898714919468e-15,
    -2.6977881152566837e-17, 3.9032584173475987e-19};
constexpr double kY1Near[] = {
    0.0025380132357417816,   -0.01608717304766875,   -0.09591204536083074,    0.08445197259652346,
    -0.028328123944594365,   0.005289897544167113,   -0.0006414551451326356,  5.505982873338744e-05,
    -3.53808001868935e-06,   1.7707804556154404e-07, -7.11055004989928e-09,   2.344337905911516e-10,
    -6.4651518414115946e-12, 1.51429151205002e-13,   -3.0511859694473254e-15, 5.34668038572867e-17,
    -8.224911372021584e-19};

// Beyond 8, in t = 2 (8 / x)^2 - 1: the modulus-phase factors P and x Q of Hankel's expansion
// (Abramowitz & Stegun 9.2.5, 9.2.6) for both orders.
constexpr double kP0[] = {0.9994603493475187,      -0.0005365220468132117,  3.0751847875194745e-06,
                          -5.1705945376060975e-08, 1.6306464635151382e-09,  -7.86409137723707e-11,
                          5.168262387349193e-12,   -4.3045788699253914e-13, 4.3265957431549404e-14,
                          -5.069034095935236e-15,  6.748072215733873e-16,   -1.0011513723467786e-16,
                          1.6305919233744186e-17,  -2.880866169482871e-18};
constexpr double kQ0[] = {-0.12444683684269607,    0.0005470815954089319,  -5.9315987288485175e-06,
                          1.4377965798375193e-07,  -5.817532749493056e-09, 3.376097523734991e-10,
                          -2.565397936797308e-11,  2.404916100281365e-12,  -2.6690625482579414e-13,
                          3.4041800321963686e-14,  -4.87994410531204e-15,  7.729703176242605e-16,
                          -1.3348852171502517e-16, 2.4865952389390515e-17, -4.952892629886516e-18,
                          1.0473158973776097e-18,  -2.336930172211422e-19};
constexpr double kP1[] = {1.0009030408600137,      0.0008989898330859408,   -3.987284300488908e-06,
                          6.177633960644299e-08,   -1.8718907491063067e-09, 8.816898659582339e-11,
                          -5.704863640395645e-12,  4.699195515230542e-13,   -4.6842237839904895e-14,
                          5.452674896044717e-15,   -7.221180842274018e-16,  1.0667689114335412e-16,
                          -1.7312313216116335e-17, 3.0492991197665872e-18};
constexpr double kQ1[] = {0.3742222965562826,     -0.0007702178839325664, 7.3108922063643636e-06,
                          -1.676782510726674e-07, 6.583354662120443e-09,  -3.749090950541556e-10,
                          2.8121750359748866e-11, -2.61145253946232e-12,  2.8774212663332235e-13,
                          -3.649001916061838e-14, 5.206626366226707e-15,  -8.215318025458595e-16,
                          1.4141084390211833e-16, -2.626761589838529e-17, 5.2192649196714085e-18,
                          -1.1012617187879591e-18};

/// J and Y of one order beyond 8 are amplitude * (P cos - Q sin) and amplitude * (P sin + Q cos) of
/// the phase x - order pi/2 - pi/4, whose sine and cosine come from those of x.
struct Wave {
  double p, q, cosine, sine, amplitude;
  double first_kind() const { return amplitude * (p * cosine - q * sine); }
  double second_kind() const { return amplitude * (p * sine + q * cosine); }
};

template <int order>
Wave wave(double x) {
  const double w = 8 / x, t = 2 * w * w - 1;
  const double s = std::sin(x), c = std::cos(x);
  // 1 / sqrt(pi x) is sqrt(2 / (pi x)) times the 1 / sqrt(2) of the shifted phase.
  const double amplitude = std::numbers::inv_sqrtpi / std::sqrt(x);
  if constexpr (order == 0) {
    return {chebyshev_sum(kP0, t), chebyshev_sum(kQ0, t) / x, c + s, s - c, amplitude};
  } else {
    return {chebyshev_sum(kP1, t), chebyshev_sum(kQ1, t) / x, s - c, -(s + c), amplitude};
  }
}

constexpr double kTwoOverPi = 2 * std::numbers::inv_pi;

}  // namespace

double bessel_j0(double x) {
  x = std::fabs(x);
  return x <= 8 ? chebyshev_sum(kJ0Near, x * x / 32 - 1) : wave<0>(x).first_kind();
}

double bessel_j1(double x) {
  const double m = std::fabs(x);
  if (m <= 8) return x * chebyshev_sum(kJ1Near, x * x / 32 - 1);
  return std::copysign(1.0, x) * wave<1>(m).first_kind();
}

double bessel_y0(double x) {
  if (x < 0) return kNan;
  if (x == 0) return -kInf;
  if (x <= 8) {
    const double t = x * x / 32 - 1;
    return kTwoOverPi * std::log(x) * chebyshev_sum(kJ0Near, t) + chebyshev_sum(kY0Near, t);
  }
  return wave<0>(x).second_kind();
}

double bessel_y1(double x) {
  if (x < 0) return kNan;
  if (x == 0) return -kInf;
  if (x <= 8) {
    const double t = x * x / 32 - 1;
    const double j1 = x * chebyshev_sum(kJ1Near, t);
    return kTwoOverPi * (std::log(x) * j1 - 1 / x) + x * chebyshev_sum(kY1Near, t);
  }
  return wave<1>(x).second_kind();
}

double spherical_bessel_j0(double x) {
  if (std::isinf(x)) return 0;
  if (x == 0) return 1;
  return std::sin(x) / x;
}

namespace {

// With zeta = 2/3 |x|^(3/2): 2 sqrt(pi) x^(1/4) exp(zeta) Ai(x) for x >= 2 in zeta(2) / zeta
// (DLMF 9.7.5); exp(1.2 x) Ai(x) on [0, 2]; Ai(x) on [-5, 0]; the factors P and zeta Q of
// DLMF 9.7.9 below -5 in (zeta(5) / zeta)^2.
constexpr double kAiFar[] = {
    0.9844053049171552,      -0.014792784850104199,   0.0007327177465426715,
    -6.12595423417825e-05,   6.83476697557269e-06,    -9.237229735403982e-07,
    1.436225340438052e-07,   -2.489319422322096e-08,  4.709793440054328e-09,
    -9.583863708112733e-10,  2.0745855483677591e-10,  -4.737267332192277e-11,
    1.1336099808224236e-11,  -2.827706782319351e-12,  7.320712095125598e-13,
    -1.9599793911089723e-13, 5.4101162570683925e-14,  -1.5356466802223836e-14,
    4.472340393300025e-15,   -1.3338094674756681e-15, 4.066582046456231e-16,
    -1.2655832256452888e-16, 4.0151263340158697e-17,  -1.2969972135960922e-17,
    4.261349907412386e-18,   -1.4226768422934941e-18};
constexpr double kAiPositive[] = {
    0.40875415949147365,     0.013996343534342207,   -0.03958306535653287,
    0.0010291815860724058,   0.0008398333740666436,  -5.3137995060197376e-05,
    -9.529258763597712e-06,  1.0217382631713341e-06, 5.346767089505382e-08,
    -1.108432236849727e-08,  2.713717874461615e-11,  7.524973586956909e-11,
    -3.0276724355674992e-12, -3.116340506075899e-13, 2.6972324018396907e-14,
    5.162960716418869e-16,   -1.36499445508599e-16,  2.5783068457134914e-18,
    4.327896468666614e-19};
constexpr double kAiNegative[] = {
    0.21780501400549876,    0.15243919682610405,     0.24413048723903907,
    -0.25723797937555526,   -0.10405689786164055,    0.1258789994498457,
    -0.010730847332209423,  -0.019770891044724,      0.006501814365774597,
    0.0007291639947388939,  -0.0007904009988707628,  0.00010807305451804548,
    3.4929680917219585e-05, -1.3631889435344286e-05, 5.550644712274884e-07,
    5.960077778021826e-07,  -1.282333427112974e-07,  -3.89217252588784e-09,
    5.604665504886613e-09,  -7.325023228050804e-10,  -7.584948080022729e-11,
    3.38146239476339e-11,   -2.6271661958850626e-12, -5.532266987341432e-13,
    1.420039294312333e-13,  -5.439423676954658e-15,  -2.531215287774012e-15,
    4.3663099026744113e-16, -2.0279016787339435e-18, -8.263802231245331e-18,
    1.0155348747169952e-18};
constexpr double kAiP[] = {0.9996723415461005,     -0.0003255483561055322,  2.069745155969119e-06,
                           -3.890961736474424e-08, 1.3645959446950337e-09,  -7.265563438866682e-11,
                           5.234675629062907e-12,  -4.749669415821452e-13,  5.172156139604189e-14,
                           -6.533725295545284e-15, 9.33927407277721e-16,    -1.4823330512580455e-16,
                           2.5745988399644002e-17, -4.8369440585693956e-18, 9.737932701404107e-19};
constexpr double kAiQ[] = {
    0.06911528040160503,    -0.0003251060364586695,  3.945977743866323e-06,  -1.068929090514341e-07,
    4.800334718951617e-09,  -3.0691067169997637e-10, 2.5517594369013928e-11, -2.601606731752434e-12,
    3.123666855119186e-13,  -4.2903251712839485e-14, 6.596710595977435e-15,  -1.116833216041688e-15,
    2.0551350158850327e-16, -4.0680056098438254e-17, 8.589182631392619e-18,  -1.921018818902054e-18,
    4.524779482719086e-19,  -1.1169054520769076e-19};

// zeta is wanted to more than double precision: its error is that of the exponential's argument and
// of the phase.
struct Zeta {
  double high, low;
};
Zeta airy_zeta(double x) {
  const long double z =
      2 * static_cast<long double>(x) * std::sqrt(static_cast<long double>(x)) / 3;
  const double high = static_cast<double>(z);
  return {high, static_cast<double>(z - high)};
}

constexpr double kZetaAt2 = 1.8856180831641267;  // 2/3 2^(3/2)
constexpr double kZetaAt5 = 7.453559924999299;   // 2/3 5^(3/2)

}  // namespace

double airy_ai(double x) {
  if (std::isnan(x) || std::isinf(x)) return kNan;
  if (x >= 2) {
    const Zeta z = airy_zeta(x);
    const double scale = std::numbers::inv_sqrtpi / (2 * std::sqrt(std::sqrt(x)));
    const double decay = std::exp(-z.high);
    return scale * chebyshev_sum(kAiFar, 2 * (kZetaAt2 / z.high) - 1) * (decay - decay * z.low);
  }
  if (x >= 0) return std::exp(-1.2 * x) * chebyshev_sum(kAiPositive, x - 1);
  if (x >= -5) return chebyshev_sum(kAiNegative, x / 2.5 + 1);
  const Zeta z = airy_zeta(-x);
  const double w = kZetaAt5 / z.high, t = 2 * w * w - 1;
  const double s = std::sin(z.high), c = std::cos(z.high);
  const double sine = s + c * z.low, cosine = c - s * z.low;
  const double p = chebyshev_sum(kAiP, t), q = chebyshev_sum(kAiQ, t) / z.high;
  // The phase is zeta - pi/4.
  const double scale =
      std::numbers::inv_sqrtpi * std::numbers::sqrt2 / 2 / std::sqrt(std::sqrt(-x));
  return scale * ((cosine + sine) * p + (sine - cosine) * q);
}

}  // namespace chainrule::special
