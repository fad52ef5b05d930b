// Elementary functions on lanes: everything in one include.
#pragma once

#include "digamma.h"
#include "erf.h"
#include "erfinv.h"
#include "exp.h"
#include "hyperbolic.h"
#include "inverse_trig.h"
#include "lgamma.h"
#include "log.h"
#include "pow.h"
#include "trig.h"
